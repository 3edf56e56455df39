import { randomBytes } from 'node:crypto'
import { constants, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { chmod, copyFile, link, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { AppError, invalid } from '../../kernel/errors.ts'
import type { BlobHead, Blobs, ByteRange } from '../../ports/blobs.ts'

export interface DiskBlobs extends Blobs {
  /** Where the object's bytes lie, to be read and never written; null when there is no such object. */
  localPath(key: string): Promise<string | null>
  /**
   * `putIfAbsent` of a file that nobody writes to any more: by hard link, or by copy across filesystems. The file
   * itself stays where it is.
   */
  adopt(path: string, key: string, contentType: string): Promise<boolean>
}

const LEFTOVER_AFTER_MS = 3_600_000

/**
 * Objects on a local disk, safe to share between processes. An object is the directory `objects/<key>@` (`@` is no key character)
 * with its `bytes` and its `type`. It is filled and synced in `temp/`, then renamed: rename never replaces a directory that
 * is not empty, so the first writer wins.
 */
export function diskBlobs(dir: string): DiskBlobs {
  const objectsDir = resolve(dir, 'objects')
  const tempDir = resolve(dir, 'temp')
  mkdirSync(objectsDir, { recursive: true })
  mkdirSync(tempDir, { recursive: true })
  sweepTemporary(tempDir)

  const placeOf = (key: string) => join(objectsDir, `${checkedBlobKey(key)}@`)

  async function describe(key: string): Promise<(BlobHead & { path: string }) | null> {
    const place = placeOf(key)
    const path = join(place, 'bytes')
    try {
      const [contentType, { size }] = await Promise.all([readFile(join(place, 'type'), 'utf8'), stat(path)])
      return { path, contentType, sizeBytes: size }
    } catch (error) {
      return absentAsNull(error)
    }
  }

  async function create(
    key: string,
    contentType: string,
    writeBytes: (path: string) => Promise<void>,
  ): Promise<boolean> {
    const target = placeOf(key)
    const draft = join(tempDir, temporaryName())
    try {
      await mkdir(draft)
      await writeBytes(join(draft, 'bytes'))
      await writeFile(join(draft, 'type'), contentType, { flag: 'wx', flush: true })
      await syncDirectory(draft)
      await makeDirectories(dirname(target))
      await rename(draft, target)
    } catch (error) {
      await rm(draft, { recursive: true, force: true })
      if (isAny(error, 'ENOTEMPTY', 'EEXIST') || (isAny(error, 'EPERM', 'EACCES') && (await describe(key))))
        return false
      throw asAppError(error)
    }
    await syncDirectory(dirname(target))
    return true
  }

  return {
    async putIfAbsent(key, body, contentType) {
      const data = body instanceof Uint8Array ? body : piecesOf(body)
      try {
        if (await describe(key)) return false
        return await create(key, contentType, (path) => writeFile(path, data, { flag: 'wx', flush: true, mode: 0o444 }))
      } finally {
        if (!(body instanceof Uint8Array) && !body.locked) await body.cancel().catch(() => undefined)
      }
    },

    async adopt(path, key, contentType) {
      if (await describe(key)) return false
      return create(key, contentType, (draft) => linkOrCopy(path, draft))
    },

    async get(key, range) {
      const place = placeOf(key)
      try {
        const contentType = await readFile(join(place, 'type'), 'utf8')
        const handle = await open(join(place, 'bytes'), 'r')
        try {
          const { size } = await handle.stat()
          const span = range && satisfiable(range, size)
          const stream = handle.createReadStream({
            highWaterMark: 1 << 18,
            ...(span && { start: span.start, end: span.end - 1 }),
          })
          return { sizeBytes: size, contentType, body: webStreamOf(stream) }
        } catch (error) {
          await handle.close()
          throw error
        }
      } catch (error) {
        return absentAsNull(error)
      }
    },

    async head(key) {
      const found = await describe(key)
      return found && { sizeBytes: found.sizeBytes, contentType: found.contentType }
    },

    async remove(key) {
      const target = placeOf(key)
      const doomed = join(tempDir, temporaryName())
      try {
        await rename(target, doomed)
      } catch (error) {
        return void absentAsNull(error)
      }
      await syncDirectory(dirname(target))
      await rm(doomed, { recursive: true, force: true })
    },

    signedAddress: async () => null,

    async localPath(key) {
      return (await describe(key))?.path ?? null
    },
  }
}

/** The key itself, or AppError Invalid `key_malformed`. */
export function checkedBlobKey(key: string): string {
  const segments = key.split('/')
  const sound = segments.every((segment) => /^[a-z0-9.-]{1,200}$/.test(segment) && segment !== '.' && segment !== '..')
  if (!sound || key.length > 800) throw invalid('key_malformed', 'Not the key of a stored object')
  return key
}

/** The part of the range that lies inside of `sizeBytes`, or AppError Invalid `range_not_satisfiable`. */
export function satisfiable({ start, end }: ByteRange, sizeBytes: number): ByteRange {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end <= start || start >= sizeBytes)
    throw invalid('range_not_satisfiable', 'The range lies outside of the object')
  return { start, end: Math.min(end, sizeBytes) }
}

/** A name for something temporary that tells `sweepTemporary` whose it is. */
export function temporaryName(): string {
  return `${Buffer.from(hostname()).toString('hex').slice(-32)}_${process.pid}_${randomBytes(12).toString('hex')}`
}

/**
 * Removes what dead processes left in a directory whose entries are named by `temporaryName`. Process ids say nothing about
 * other hosts or containers and are used again in time, so everything untouched for an hour goes as well.
 */
export function sweepTemporary(dir: string): void {
  const [host] = temporaryName().split('_')
  for (const name of readdirSync(dir)) {
    const [ownerHost, pid] = name.split('_')
    const dead = ownerHost === host && !isAlive(Number(pid))
    if (dead || lastWrittenMs(join(dir, name)) < Date.now() - LEFTOVER_AFTER_MS)
      rmSync(join(dir, name), { recursive: true, force: true })
  }
}

/** Makes a second name for the file, or a synced copy where the filesystem cannot. */
async function linkOrCopy(path: string, target: string): Promise<void> {
  try {
    await link(path, target)
  } catch (error) {
    if (!isAny(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error
    await copyFile(path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  }
  const handle = await open(target, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await chmod(target, 0o444)
}

/** Makes the entries of a directory survive a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function makeDirectories(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made))
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isAny(error, 'EPERM')
  }
}

function lastWrittenMs(path: string): number {
  try {
    const stats = lstatSync(path)
    if (!stats.isDirectory()) return stats.mtimeMs
    return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => lstatSync(join(path, name)).mtimeMs))
  } catch {
    // Its owner has just removed it.
    return Number.POSITIVE_INFINITY
  }
}

/**
 * What comes through a stream, and its end when the reader stops. Unlike a Node stream it throws an early failure only at whoever
 * reads, never as an event that nobody listens to yet.
 */
export async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

export function webStreamOf(stream: Readable): ReadableStream<Uint8Array> {
  // The two types describe one class and differ in how they are declared.
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}

/** Whether a system call failed in one of these ways. */
export function isAny(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function absentAsNull(error: unknown): null {
  if (isAny(error, 'ENOENT', 'ENOTDIR')) return null
  throw error
}

function asAppError(error: unknown): unknown {
  if (!isAny(error, 'ENOSPC', 'EDQUOT')) return error
  const failure = new AppError('Unavailable', 'storage_full', 'No space is left for stored objects')
  failure.cause = error
  return failure
}
