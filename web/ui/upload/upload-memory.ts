/** What the browser remembers of uploads that were begun: tus keeps the addresses, this keeps what each was for. */
const storageKey = 'qianyin.uploads'

export interface RememberedUpload {
  key: string
  name: string
  sizeBytes: number | null
  url: string
  scope: string | null
  /** What the person said of it. */
  detail: string
}

interface Remembered {
  scope: string
  detail: string
}

/** Uploads from before there were details are kept as their scope alone. */
type Kept = Record<string, Remembered | string>
const scopeOf = (kept: Remembered | string | undefined): Remembered | null =>
  typeof kept === 'string' ? { scope: kept, detail: '' } : (kept ?? null)

function readScopes(): Kept {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}')
  } catch {
    return {}
  }
}

function writeScopes(scopes: Kept): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(scopes))
  } catch {
    // Closed storage: an upload then resumes only while the page stays open.
  }
}

export const rememberScope = (url: string, of: Remembered): void => writeScopes({ ...readScopes(), [url]: of })

export function moveScope(from: string, to: string): void {
  const moved = Object.entries(readScopes()).flatMap(([url, kept]) => {
    const of = scopeOf(kept)
    return of ? [[url, { ...of, scope: of.scope === from ? to : of.scope }] as const] : []
  })
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
            scope: scopeOf(scopes[entry.uploadUrl])?.scope ?? null,
            detail: scopeOf(scopes[entry.uploadUrl])?.detail ?? '',
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
