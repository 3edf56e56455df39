import type { Upload } from 'tus-js-client'
import { forgetUpload, moveScope, type RememberedUpload, rememberedUploads, rememberScope } from './upload-memory.ts'

/** `accepting`: all bytes are there, the server is being asked to take the file. `reconnecting` goes on by itself. */
export type UploadState = 'waiting' | 'sending' | 'paused' | 'reconnecting' | 'accepting' | 'accepted' | 'refused'

export interface UploadItem {
  key: string
  /** Which page or form asked for it. */
  scope: string
  /** What the person said of it, in the form that the page of the scope gave it. */
  detail: string
  name: string
  mimeType: string
  sizeBytes: number
  sentBytes: number
  bytesPerSecond: number
  state: UploadState
  error: unknown
  /** Whether trying the same file again may help. */
  mayRetry: boolean
  acceptedId: string | null
}

export interface UploadsOptions {
  endpoint: string
  /** Tells the server that an upload is whole; answers with the id of what came of it. */
  accept: (uploadId: string, of: { scope: string; detail: string }) => Promise<string>
  /** Whether asking again may help: the server was not heard, or was not ready. */
  isPassing: (error: unknown) => boolean
}

const chunkBytes = 8 * 2 ** 20
const togetherMax = 2
/** Half an hour of quiet tries; each byte that arrives starts the list anew. */
const retryDelaysMs = [0, 1000, 2000, 4000, 8000, ...Array.from({ length: 180 }, () => 10_000)]

export type Uploads = ReturnType<typeof createUploads>

/** Uploads that live as long as the open page, whichever route is shown, and resume after it was closed. */
export function createUploads({ endpoint, accept, isPassing }: UploadsOptions) {
  let items: UploadItem[] = []
  const sources = new Map<string, File>()
  const running = new Map<string, Upload>()
  const listeners = new Set<() => void>()
  const held = new Map<string, File[]>()
  let counter = 0

  const find = (key: string) => items.find((item) => item.key === key)
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const change = (key: string, facts: Partial<UploadItem>) => {
    items = items.map((item) => (item.key === key ? { ...item, ...facts } : item))
    tell()
  }

  const startNext = () => {
    const busy = items.filter((item) => item.state === 'sending' || item.state === 'reconnecting').length
    for (const item of items.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, togetherMax - busy))) {
      change(item.key, { state: 'sending', error: null })
      void send(item.key)
    }
  }

  const send = async (key: string) => {
    const file = sources.get(key)
    if (!file) return
    const upload = running.get(key) ?? (await prepare(key, file))
    running.set(key, upload)
    if (find(key)?.state === 'sending') upload.start()
  }

  const prepare = async (key: string, file: File): Promise<Upload> => {
    const tus = await import('tus-js-client')
    let lastAt = performance.now()
    let lastBytes = 0
    const upload = new tus.Upload(file, {
      endpoint,
      metadata: { filename: file.name },
      chunkSize: chunkBytes,
      retryDelays: retryDelaysMs,
      removeFingerprintOnSuccess: false,
      onUploadUrlAvailable: () => {
        const item = find(key)
        if (item && upload.url) rememberScope(upload.url, { scope: item.scope, detail: item.detail })
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        const passing = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429
        if (passing && find(key)?.state === 'sending') change(key, { state: 'reconnecting', bytesPerSecond: 0 })
        return passing
      },
      onProgress: (sentBytes) => {
        const nowAt = performance.now()
        const seconds = (nowAt - lastAt) / 1000
        if (seconds < 0.3 && sentBytes < file.size) return
        const item = find(key)
        if (!item || item.state === 'paused') return
        const speed = seconds > 0 && lastBytes > 0 ? Math.max(0, sentBytes - lastBytes) / seconds : 0
        const bytesPerSecond = item.bytesPerSecond === 0 ? speed : item.bytesPerSecond * 0.7 + speed * 0.3
        lastAt = nowAt
        lastBytes = sentBytes
        change(key, { sentBytes, bytesPerSecond, state: 'sending' })
      },
      onError: (error) => {
        running.delete(key)
        change(key, { state: 'refused', error: problemOf(error), mayRetry: true })
        startNext()
      },
      onSuccess: () => {
        change(key, { sentBytes: file.size, state: 'accepting' })
        startNext()
        void finish(key, upload.url ?? '')
      },
    })
    const earlier = await upload.findPreviousUploads()
    const newest = earlier.at(-1)
    if (newest) upload.resumeFromPreviousUpload(newest)
    return upload
  }

  const finish = async (key: string, url: string, attempt = 0): Promise<void> => {
    const item = find(key)
    if (!item) return
    try {
      const acceptedId = await accept(uploadIdOf(url), item)
      await forgetUpload((upload) => upload.url === url)
      change(key, { state: 'accepted', acceptedId })
    } catch (error) {
      if (isPassing(error) && attempt < 60) {
        await new Promise((go) => setTimeout(go, Math.min(1000 * 2 ** attempt, 15_000)))
        if (find(key)) return finish(key, url, attempt + 1)
        return
      }
      await forgetUpload((upload) => upload.url === url)
      change(key, { state: 'refused', error, mayRetry: isPassing(error) })
    }
    running.delete(key)
  }

  const isCurrent = (upload: RememberedUpload) =>
    items.some((item) => item.name === upload.name && item.sizeBytes === upload.sizeBytes)

  /** Takes up what had arrived whole when the page was closed, before it could be told of. */
  const recover = async (scope: string): Promise<void> => {
    for (const upload of await rememberedUploads()) {
      if (upload.scope !== scope || isCurrent(upload)) continue
      const acceptedId = await accept(uploadIdOf(upload.url), { scope, detail: upload.detail }).catch(() => null)
      if (acceptedId === null) continue
      await forgetUpload(({ url }) => url === upload.url)
      counter++
      const sizeBytes = upload.sizeBytes ?? 0
      const facts = {
        key: `upload-${counter}`,
        scope,
        detail: upload.detail,
        name: upload.name,
        mimeType: '',
        sizeBytes,
        sentBytes: sizeBytes,
      }
      items = [...items, { ...facts, bytesPerSecond: 0, state: 'accepted', error: null, mayRetry: false, acceptedId }]
      tell()
    }
  }

  const stop = async (key: string, shouldTerminate: boolean) => {
    const upload = running.get(key)
    if (shouldTerminate) running.delete(key)
    await upload?.abort(shouldTerminate).catch(() => undefined)
  }

  /** A connection that came back is used at once, without waiting for the next try. */
  const hurry = () => {
    for (const item of items) {
      if (item.state !== 'reconnecting') continue
      void stop(item.key, false).then(() => running.get(item.key)?.start())
    }
  }

  const warnBeforeLeaving = (event: BeforeUnloadEvent) => {
    const open: UploadState[] = ['waiting', 'sending', 'reconnecting', 'accepting']
    if (items.some((item) => open.includes(item.state))) event.preventDefault()
  }

  return {
    listen: () => {
      window.addEventListener('online', hurry)
      window.addEventListener('beforeunload', warnBeforeLeaving)
      return () => {
        window.removeEventListener('online', hurry)
        window.removeEventListener('beforeunload', warnBeforeLeaving)
      }
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    items: () => items,
    add: (scope: string, files: readonly File[], detail = '') => {
      for (const file of files) {
        const same = items.some((item) => {
          const source = sources.get(item.key)
          const alike =
            source?.name === file.name && source.size === file.size && source.lastModified === file.lastModified
          return item.scope === scope && item.state !== 'refused' && alike
        })
        if (same) continue
        counter++
        const key = `upload-${counter}`
        sources.set(key, file)
        const facts = { key, scope, detail, name: file.name, mimeType: file.type, sizeBytes: file.size }
        const start = {
          sentBytes: 0,
          bytesPerSecond: 0,
          state: 'waiting',
          error: null,
          mayRetry: false,
          acceptedId: null,
        } as const
        items = [...items, { ...facts, ...start }]
      }
      tell()
      startNext()
    },
    pause: (key: string) => {
      change(key, { state: 'paused', bytesPerSecond: 0 })
      void stop(key, false)
      startNext()
    },
    resume: (key: string) => {
      change(key, { state: 'waiting', error: null })
      startNext()
    },
    remove: (key: string) => {
      const item = find(key)
      items = items.filter((other) => other.key !== key)
      sources.delete(key)
      tell()
      void stop(key, item?.state !== 'accepted' && item?.state !== 'accepting')
      startNext()
    },
    /** Keeps chosen files while a person signs in. */
    hold: (scope: string, files: File[]) => {
      held.set(scope, files)
    },
    heldNames: (scope: string) => (held.get(scope) ?? []).map((file) => file.name),
    takeHeld: (scope: string): File[] => {
      const files = held.get(scope) ?? []
      held.delete(scope)
      return files
    },
    /** Hands everything of one page to another, as when a form has got its id. */
    move: (from: string, to: string) => {
      items = items.map((item) => (item.scope === from ? { ...item, scope: to } : item))
      moveScope(from, to)
      tell()
    },
    recover,
    /** What was begun in an earlier visit and never finished; choosing the same file again goes on where it stopped. */
    unfinished: async (scope: string): Promise<RememberedUpload[]> =>
      (await rememberedUploads()).filter((upload) => upload.scope === scope && !isCurrent(upload)),
    forget: (storageKey: string) => forgetUpload(({ key }) => key === storageKey),
  }
}

const uploadIdOf = (url: string): string =>
  url
    .replace(/[/?#]+$/, '')
    .split('/')
    .at(-1) ?? ''

/** The tus server answers problems as JSON too; its code is worth more than tus's own sentence. */
function problemOf(error: Error): unknown {
  const response = 'originalResponse' in error ? error.originalResponse : null
  if (typeof response !== 'object' || response === null || !('getBody' in response)) return error
  if (typeof response.getBody !== 'function') return error
  try {
    const body: unknown = JSON.parse(String(response.getBody()))
    return typeof body === 'object' && body !== null && 'code' in body ? body : error
  } catch {
    return error
  }
}
