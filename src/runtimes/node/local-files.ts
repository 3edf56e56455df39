import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { Blobs } from '../../ports/blobs.ts'
import type { LocalFiles } from '../../ports/local-files.ts'
import { type DiskBlobs, piecesOf, sweepTemporary, temporaryName, webStreamOf } from './disk-blobs.ts'
import { stagedUploads } from './uploads.ts'

const PROGRESS_EVERY_MS = 200
/** One piece is hashed without a pause, about a millisecond. */
const PIECE_BYTES = 1 << 17

export interface LocalFilesOptions {
  /** `<data>/uploads`, as for `uploadDoor`. */
  uploadsDir: string
  /** `<data>/tmp`, where objects of a remote store are copied to while they are worked on. */
  tempDir: string
  blobs: Blobs | DiskBlobs
}

/** Local files of a Node home, over either keeper of objects. */
export function localFiles({ uploadsDir, tempDir, blobs }: LocalFilesOptions): LocalFiles {
  const uploads = stagedUploads(uploadsDir)
  const disk = 'localPath' in blobs ? blobs : null
  const copiesDir = resolve(tempDir)
  mkdirSync(copiesDir, { recursive: true })
  sweepTemporary(copiesDir)

  async function arrived(uploadId: string) {
    const upload = await uploads.describe(uploadId)
    if (!upload) throw notFound('upload')
    if (!upload.complete) throw conflict('upload_incomplete', 'Not every byte of the upload has arrived')
    return upload
  }

  async function withCopy<T>(key: string, work: (path: string) => Promise<T>): Promise<T> {
    const found = await blobs.get(key)
    if (!found) throw notFound('object')
    const path = join(copiesDir, temporaryName())
    try {
      await writeFile(path, piecesOf(found.body), { flag: 'wx' })
      return await work(path)
    } finally {
      await rm(path, { force: true })
    }
  }

  return {
    async describeUpload(uploadId) {
      const upload = await uploads.describe(uploadId)
      if (!upload) return null
      const { path: _, ...described } = upload
      return described
    },

    async withUpload(uploadId, work) {
      const { path } = await arrived(uploadId)
      await uploads.touch(uploadId)
      return work({ path })
    },

    async withObject(key, work) {
      if (!disk) return withCopy(key, (path) => work({ path }))
      const path = await disk.localPath(key)
      if (path === null) throw notFound('object')
      return work({ path })
    },

    async digest({ path }, onProgress) {
      const { size } = await stat(path)
      const [sha256, sm3] = [createHash('sha256'), createHash('sm3')]
      let sizeBytes = 0
      let toldAtMs = 0
      for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
        sha256.update(piece)
        sm3.update(piece)
        sizeBytes += piece.length
        if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) continue
        toldAtMs = performance.now()
        onProgress(Math.min(1, sizeBytes / size))
      }
      onProgress(1)
      return { sha256: sha256.digest('hex'), sm3: sm3.digest('hex'), sizeBytes }
    },

    async storeUpload(uploadId, key, contentType) {
      if (await blobs.head(key)) return
      const { path } = await arrived(uploadId)
      if (disk) await disk.adopt(path, key, contentType)
      else await blobs.putIfAbsent(key, webStreamOf(createReadStream(path, { highWaterMark: 1 << 20 })), contentType)
    },

    removeUpload: (uploadId) => uploads.remove(uploadId),
  }
}
