import { Readable } from 'node:stream'
import type { ReadableStream as NodeWebStream } from 'node:stream/web'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { AppError, invalid } from '../../kernel/errors.ts'
import type { BlobHead, Blobs } from '../../ports/blobs.ts'
import { checkedBlobKey, satisfiable } from './disk-blobs.ts'
import { signedAddress } from './s3-address.ts'

export interface S3Settings {
  /** Absent for AWS itself. */
  endpoint?: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  pathStyle: boolean
  /**
   * `always` sends a CRC32 with every write and checks it on every read, which AWS, R2 and Ceph understand. `when-required` is for
   * stores that answer such a request with 400 or 501.
   */
  checksums?: 'always' | 'when-required'
}

/** A client for `s3Blobs`; the caller ends it with `destroy()`. */
export function s3Client(settings: S3Settings): S3Client {
  const checksums = settings.checksums === 'when-required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED'
  return new S3Client({
    region: settings.region,
    forcePathStyle: settings.pathStyle,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    ...(settings.endpoint !== undefined && { endpoint: settings.endpoint }),
  })
}

const PART_BYTES = 8 << 20
const PARTS_AT_ONCE = 3
const CONFLICT_WAITS_MS = [50, 200, 800, 2000]

/**
 * Objects in a bucket of an S3 store. `putIfAbsent` looks first, so that bytes which are already there do not travel, and writes with
 * `If-None-Match: *`. A store that ignores this header keeps objects whole, but the last of two writers at once wins.
 */
export function s3Blobs(options: { client: S3Client; bucket: string; prefix?: string }): Blobs {
  const { client, bucket, prefix = '' } = options
  const address = (key: string) => ({ Bucket: bucket, Key: `${prefix}${checkedBlobKey(key)}` })

  async function head(key: string): Promise<BlobHead | null> {
    try {
      const found = await client.send(new HeadObjectCommand(address(key)))
      return { sizeBytes: found.ContentLength ?? 0, contentType: found.ContentType ?? 'application/octet-stream' }
    } catch (error) {
      if (statusOf(error) === 404) return null
      throw unavailable(error)
    }
  }

  /** S3 answers 409 while another conditional write is under way: whether that one has made the object. */
  async function appears(key: string): Promise<boolean> {
    for (const waitMs of CONFLICT_WAITS_MS) {
      await new Promise((done) => setTimeout(done, waitMs))
      if (await head(key)) return true
    }
    return false
  }

  return {
    head,

    async putIfAbsent(key, body, contentType) {
      if (await head(key)) {
        if (!(body instanceof Uint8Array)) await body.cancel()
        return false
      }
      // The two stream types describe one class and differ in how they are declared.
      const source = body instanceof Uint8Array ? body : Readable.fromWeb(body as NodeWebStream)
      let sourceError: unknown
      if (source instanceof Readable) source.on('error', (error) => (sourceError ??= error))
      try {
        await new Upload({
          client,
          params: { ...address(key), Body: source, ContentType: contentType, IfNoneMatch: '*' },
          partSize: PART_BYTES,
          queueSize: PARTS_AT_ONCE,
        }).done()
        return true
      } catch (error) {
        if (sourceError !== undefined) throw sourceError
        if (statusOf(error) === 412) return false
        if (statusOf(error) === 409 && (await appears(key))) return false
        throw unavailable(error)
      } finally {
        if (source instanceof Readable) source.destroy()
      }
    },

    async get(key, range) {
      // Checked before it is sent: a store answers a range that it cannot read with the whole object.
      if (range) satisfiable(range, Number.MAX_SAFE_INTEGER)
      const span = range && { Range: `bytes=${range.start}-${range.end - 1}` }
      try {
        const found = await client.send(new GetObjectCommand({ ...address(key), ...span }))
        if (!found.Body) throw new AppError('Unavailable', 'storage_unavailable', 'The store answered without a body')
        return {
          sizeBytes: totalBytes(found.ContentRange) ?? found.ContentLength ?? 0,
          contentType: found.ContentType ?? 'application/octet-stream',
          body: found.Body.transformToWebStream(),
        }
      } catch (error) {
        if (statusOf(error) === 416) throw invalid('range_not_satisfiable', 'The range lies outside of the object')
        if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return null
        throw unavailable(error)
      }
    },

    async remove(key) {
      try {
        await client.send(new DeleteObjectCommand(address(key)))
      } catch (error) {
        if (statusOf(error) !== 404) throw unavailable(error)
      }
    },

    signedAddress: (key, seconds) => signedAddress(client, new GetObjectCommand(address(key)), seconds),
  }
}

/** `bytes 0-9/100` says 100. */
function totalBytes(contentRange: string | undefined): number | undefined {
  const total = contentRange?.split('/')[1]
  return total === undefined || total === '*' ? undefined : Number(total)
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
}

function unavailable(error: unknown): AppError {
  if (error instanceof AppError) return error
  const name = error instanceof Error ? error.name : 'unknown'
  const failure = new AppError('Unavailable', 'storage_unavailable', `The object store failed: ${name}`)
  failure.cause = error
  return failure
}
