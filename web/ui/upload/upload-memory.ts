/** What the browser remembers of uploads that were begun: tus keeps the addresses, this keeps what each was for. */
const storageKey = 'qianyin.uploads'

export interface RememberedUpload {
  key: string
  name: string
  sizeBytes: number | null
  url: string
  scope: string | null
}

function readScopes(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}')
  } catch {
    return {}
  }
}

function writeScopes(scopes: Record<string, string>): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(scopes))
  } catch {
    // Closed storage: an upload then resumes only while the page stays open.
  }
}

export const rememberScope = (url: string, scope: string): void => writeScopes({ ...readScopes(), [url]: scope })

export function moveScope(from: string, to: string): void {
  const moved = Object.entries(readScopes()).map(([url, scope]) => [url, scope === from ? to : scope])
  writeScopes(Object.fromEntries(moved))
}

/** Known without loading tus, which most visits never need. */
const hasAny = (): boolean => Object.keys(readScopes()).length > 0

export async function rememberedUploads(): Promise<RememberedUpload[]> {
  if (!hasAny()) return []
  const tus = await import('tus-js-client')
  const scopes = readScopes()
  const entries = await tus.defaultOptions.urlStorage.findAllUploads()
  return entries.flatMap((entry) =>
    entry.uploadUrl === null
      ? []
      : [
          {
            key: entry.urlStorageKey,
            name: entry.metadata.filename ?? '',
            sizeBytes: entry.size,
            url: entry.uploadUrl,
            scope: scopes[entry.uploadUrl] ?? null,
          },
        ],
  )
}

export async function forgetUpload(isMeant: (upload: RememberedUpload) => boolean): Promise<void> {
  const tus = await import('tus-js-client')
  for (const upload of await rememberedUploads()) {
    if (!isMeant(upload)) continue
    await tus.defaultOptions.urlStorage.removeUpload(upload.key)
    writeScopes(Object.fromEntries(Object.entries(readScopes()).filter(([url]) => url !== upload.url)))
  }
}
