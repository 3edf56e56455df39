import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { STATUS_CODES } from 'node:http'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { type Configstore, FileStore } from '@tus/file-store'
import { type Lock, type Locker, Server, type Upload } from '@tus/server'
import { displayFileName } from '../../domains/files/rules.ts'
import type { StagedUpload } from '../../ports/local-files.ts'
import { isAny, syncDirectory } from './disk-blobs.ts'

const UPLOAD_ID = /^[0-9a-f]{40}$/
const EXPIRES_AFTER_MS = 24 * 3_600_000
const LOCK_WAIT_MS = 10_000
/** How long a request that another one wants to replace may still run. */
const LOCK_DRAIN_MS = 500

export interface UploadDoorOptions {
  /** `<data>/uploads`; shared with `localFiles`. */
  dir: string
  sizeBytesMax: number
  /** Where the door is mounted, such as `/api/uploads`. */
  path: string
  /** Whether bytes that were accepted and not yet stored lie here: they do not expire. */
  isNeeded?(uploadId: string): Promise<boolean>
  /** Hears of failures that the client is not told about. */
  onFailure?(error: unknown, requestId: string): void
}

export interface UploadDoor {
  /** Whose uploads the request may touch has been judged before. */
  handle(request: Request, uploader: { organisationId: string; requestId: string }): Promise<Response>
  /** Removes uploads that nothing was written to for 24 hours, for a timer; resolves to how many. */
  cleanUp(nowMs?: number): Promise<number>
}

/**
 * Resumable uploads by the tus protocol (1.0.0: creation, creation-with-upload, creation-defer-length, termination,
 * expiration). What was acknowledged is on disk; an upload belongs to the organisation that began it and is unknown to others.
 *
 * @example
 * const door = uploadDoor({ dir: 'data/uploads', path: '/api/uploads', sizeBytesMax: 2 ** 34 })
 * app.all('/api/uploads/*', (c) => door.handle(c.req.raw, { organisationId, requestId }))
 */
export function uploadDoor(options: UploadDoorOptions): UploadDoor {
  const { dir, sizeBytesMax, path, isNeeded, onFailure } = options
  const uploads = stagedUploads(dir)
  const locks = uploadLocks()
  const owners = new WeakMap<Request, string>()
  const failures = new WeakMap<Request, unknown>()

  const server = new Server({
    path,
    datastore: uploads.store,
    locker: locks,
    lockDrainTimeout: LOCK_DRAIN_MS,
    maxSize: sizeBytesMax,
    relativeLocation: true,
    // No origin but our own: without this the server invites all.
    allowedOrigins: [],
    namingFunction: () => randomBytes(20).toString('hex'),
    getFileIdFromRequest: (request) => uploadIdOf(request.url, path) || undefined,
    async onUploadCreate(request, upload) {
      const organisationId = owners.get(request)
      if (organisationId === undefined) throw { status_code: 401, body: '' }
      return { metadata: { filename: displayFileName(upload.metadata?.filename ?? ''), organisationId } }
    },
    onResponseError(request, error) {
      if ('status_code' in error) return undefined
      failures.set(request, error)
      return { status_code: isAny(error, 'ENOSPC', 'EDQUOT') ? 507 : 500, body: '' }
    },
  })

  async function refusal(request: Request, organisationId: string): Promise<number | null> {
    if (!['POST', 'HEAD', 'PATCH', 'DELETE'].includes(request.method)) return 405
    const uploadId = uploadIdOf(request.url, path)
    owners.set(request, organisationId)
    if (uploadId === null) return 404
    if ((request.method === 'POST') !== (uploadId === '')) return 405
    if (request.method === 'POST') return null
    const upload = await uploads.describe(uploadId)
    return upload?.organisationId === organisationId ? null : 404
  }

  return {
    async handle(request, { organisationId, requestId }) {
      if (request.method === 'OPTIONS') return server.handleWeb(request)
      const refused = await refusal(request, organisationId)
      if (refused !== null) return problem(refused, requestId, sizeBytesMax)
      const response = await server.handleWeb(request)
      if (response.status >= 400) {
        if (failures.has(request)) onFailure?.(failures.get(request), requestId)
        return problem(response.status, requestId, sizeBytesMax)
      }
      return finished(request, response)
    },

    async cleanUp(nowMs = Date.now()) {
      let removed = 0
      for (const [uploadId, touchedMs] of await uploads.lastTouched()) {
        if (touchedMs > nowMs - EXPIRES_AFTER_MS || !locks.tryHold(uploadId)) continue
        try {
          if (await isNeeded?.(uploadId)) continue
          await uploads.remove(uploadId)
          removed += 1
        } finally {
          locks.release(uploadId)
        }
      }
      return removed
    },
  }
}

export interface StagedUploads {
  store: FileStore
  /** The upload and where its bytes lie, or null when there is none. */
  describe(uploadId: string): Promise<(StagedUpload & { path: string }) | null>
  /** Puts off the upload's end. */
  touch(uploadId: string): Promise<void>
  /** Removing what is not there is no error. */
  remove(uploadId: string): Promise<void>
  /** When each upload, or what is left of one, was last written to. */
  lastTouched(): Promise<Map<string, number>>
}

/** The directory of uploads that are not yet accepted: the bytes in `<id>`, what is known about them in `<id>.json`. */
export function stagedUploads(dir: string): StagedUploads {
  const root = resolve(dir)
  mkdirSync(root, { recursive: true })
  const store = new DurableFileStore(root)

  return {
    store,

    async describe(uploadId) {
      if (!UPLOAD_ID.test(uploadId)) return null
      const path = join(root, uploadId)
      const record = await store.configstore.get(uploadId)
      const sizeBytes = await stat(path).then(({ size }) => size, absent)
      if (!record || sizeBytes === undefined) return null
      return {
        uploadId,
        path,
        organisationId: record.metadata?.organisationId ?? '',
        fileName: record.metadata?.filename ?? '',
        sizeBytes,
        complete: record.size === sizeBytes,
      }
    },

    async touch(uploadId) {
      const now = new Date()
      await utimes(join(root, uploadId), now, now)
    },

    async remove(uploadId) {
      if (UPLOAD_ID.test(uploadId)) await store.remove(uploadId)
    },

    async lastTouched() {
      const touched = new Map<string, number>()
      for (const name of await readdir(root)) {
        const [uploadId = ''] = name.split('.')
        if (!UPLOAD_ID.test(uploadId)) continue
        const writtenMs = await stat(join(root, name)).then(({ mtimeMs }) => mtimeMs, absent)
        if (writtenMs !== undefined) touched.set(uploadId, Math.max(writtenMs, touched.get(uploadId) ?? 0))
      }
      return touched
    },
  }
}

/**
 * The stock file store, made durable: bytes are synced before their offset is told, bytes that came before the connection
 * broke are kept, and records are replaced whole.
 */
class DurableFileStore extends FileStore {
  readonly #writing = new Map<string, Promise<unknown>>()

  constructor(directory: string) {
    super({ directory, configstore: atomicRecords(directory) })
  }

  override async write(readable: Readable, uploadId: string, offset: number): Promise<number> {
    await this.#settled(uploadId)
    const writing = appendDurably(readable, join(this.directory, uploadId), offset)
    this.#writing.set(uploadId, writing)
    return writing.finally(() => this.#writing.delete(uploadId))
  }

  /** The server forgets a write whose connection broke; until its last bytes are down, the offset is not known. */
  override async getUpload(uploadId: string): Promise<Upload> {
    await this.#settled(uploadId)
    return super.getUpload(uploadId)
  }

  /** The record goes first: without it nobody can find the bytes, and after a crash the expiry takes them. */
  override async remove(uploadId: string): Promise<void> {
    await this.configstore.delete(uploadId)
    await rm(join(this.directory, uploadId), { force: true })
  }

  async #settled(uploadId: string): Promise<void> {
    await this.#writing.get(uploadId)?.catch(() => undefined)
  }
}

async function appendDurably(readable: Readable, path: string, offset: number): Promise<number> {
  const handle = await open(path, 'r+')
  let end = offset
  try {
    for await (const chunk of readable as AsyncIterable<Uint8Array>) {
      for (let rest = chunk; rest.length > 0; ) {
        const { bytesWritten } = await handle.write(rest, 0, rest.length, end)
        end += bytesWritten
        rest = rest.subarray(bytesWritten)
      }
    }
  } finally {
    await handle.sync().finally(() => handle.close())
  }
  return end
}

function atomicRecords(dir: string): Configstore {
  const pathOf = (uploadId: string) => join(dir, `${uploadId}.json`)
  const draftOf = (uploadId: string) => `${pathOf(uploadId)}.new`
  return {
    async get(uploadId) {
      if (!UPLOAD_ID.test(uploadId)) return undefined
      const text = await readFile(pathOf(uploadId), 'utf8').catch(absent)
      return text === undefined ? undefined : (JSON.parse(text) as Upload)
    },
    async set(uploadId, upload) {
      await writeFile(draftOf(uploadId), JSON.stringify(upload), { flush: true })
      await rename(draftOf(uploadId), pathOf(uploadId))
      await syncDirectory(dir)
    },
    async delete(uploadId) {
      await rm(pathOf(uploadId), { force: true })
      await rm(draftOf(uploadId), { force: true })
    },
  }
}

function absent(error: unknown): undefined {
  if (!isAny(error, 'ENOENT')) throw error
}

interface Holder {
  askToLeave(): void
}

/**
 * One request at a time for each upload. A newcomer asks the holder to leave, so that a client which reconnects does not wait
 * for its own dead connection; who waits too long is told 423.
 */
function uploadLocks(): Locker & { tryHold(uploadId: string): boolean; release(uploadId: string): void } {
  const holders = new Map<string, Holder>()
  const queues = new Map<string, Array<() => void>>()

  function release(uploadId: string): void {
    holders.delete(uploadId)
    queues.get(uploadId)?.shift()?.()
  }

  function tryHold(uploadId: string, holder: Holder = { askToLeave: () => undefined }): boolean {
    if (holders.has(uploadId)) return false
    holders.set(uploadId, holder)
    return true
  }

  function turnOf(uploadId: string, gaveUp: AbortSignal): Promise<void> {
    const queue = queues.get(uploadId) ?? []
    queues.set(uploadId, queue)
    return new Promise((next, reject) => {
      const leave = () => {
        queue.splice(queue.indexOf(turn), 1)
        reject({ status_code: 423, body: '' })
      }
      const turn = () => {
        gaveUp.removeEventListener('abort', leave)
        next()
      }
      queue.push(turn)
      if (gaveUp.aborted) leave()
      else gaveUp.addEventListener('abort', leave, { once: true })
    })
  }

  async function hold(uploadId: string, holder: Holder, signal: AbortSignal): Promise<void> {
    if (tryHold(uploadId, holder)) return
    const gaveUp = AbortSignal.any([signal, AbortSignal.timeout(LOCK_WAIT_MS)])
    do {
      holders.get(uploadId)?.askToLeave()
      await turnOf(uploadId, gaveUp)
    } while (!tryHold(uploadId, holder))
    if (queues.get(uploadId)?.length) holder.askToLeave()
    else queues.delete(uploadId)
  }

  return {
    tryHold,
    release,
    newLock(uploadId): Lock {
      return {
        lock: (signal, askToLeave) => hold(uploadId, { askToLeave: () => void askToLeave() }, signal),
        unlock: async () => release(uploadId),
      }
    },
  }
}

/** The upload's id in an address below `path`, empty for `path` itself; null for any other address. */
function uploadIdOf(address: string, path: string): string | null {
  const { pathname } = new URL(address, 'http://localhost')
  if (pathname === path || pathname === `${path}/`) return ''
  const uploadId = pathname.startsWith(`${path}/`) ? pathname.slice(path.length + 1) : ''
  return UPLOAD_ID.test(uploadId) ? uploadId : null
}

/** Tells when the upload ends, and keeps to ourselves what the server has added to its metadata. */
function finished(request: Request, response: Response): Response {
  const metadata = response.headers.get('upload-metadata')
  if (metadata !== null) {
    const own = metadata.split(',').filter((pair) => !pair.startsWith('organisationId '))
    response.headers.set('Upload-Metadata', own.join(','))
  }
  if (request.method === 'POST' || request.method === 'PATCH')
    response.headers.set('Upload-Expires', new Date(Date.now() + EXPIRES_AFTER_MS).toUTCString())
  return response
}

const PROBLEMS: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['upload_request_malformed', 'The request does not follow the tus protocol'],
  401: ['unauthenticated', 'Sign in to upload'],
  404: ['upload_not_found', 'No such upload'],
  405: ['method_not_allowed', 'Uploads cannot be read or changed in this way'],
  409: ['upload_offset_conflict', 'The bytes do not begin where the upload ends'],
  412: ['tus_version_unsupported', 'Only tus 1.0.0 is spoken here'],
  413: ['upload_too_large', 'More bytes than announced or allowed'],
  423: ['upload_locked', 'Another request is writing to this upload'],
  507: ['storage_full', 'No space is left for uploads'],
}
/** Where the tus server's status is not the one for the same mistake elsewhere in the product. */
const STATUS_FOR: Readonly<Record<number, number>> = { 403: 400, 410: 404, 501: 400 }

/** RFC 9457. */
function problem(tusStatus: number, requestId: string, sizeBytesMax: number): Response {
  const status = STATUS_FOR[tusStatus] ?? tusStatus
  const [code, detail] = PROBLEMS[status] ?? ['internal_error', 'Something went wrong']
  const headers = new Headers({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' })
  if (status === 405) headers.set('Allow', 'POST, HEAD, PATCH, DELETE, OPTIONS')
  if (status === 412) headers.set('Tus-Version', '1.0.0')
  if (status === 413) headers.set('Tus-Max-Size', String(sizeBytesMax))
  headers.set('Tus-Resumable', '1.0.0')
  const body = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail, requestId }
  return new Response(JSON.stringify(body), { status, headers })
}
