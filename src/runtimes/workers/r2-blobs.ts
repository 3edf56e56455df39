import type { R2Bucket, R2Object } from '@cloudflare/workers-types'
import { invalid } from '../../kernel/errors.ts'
import type { BlobHead, Blobs, ByteRange } from '../../ports/blobs.ts'

const PART_BYTES = 8 << 20

/**
 * Objects in an R2 bucket. Its multipart uploads know no condition, so a long stream first lands whole under `_staging/`,
 * where no key can lie, and is then copied with `If-None-Match: *`. The bucket needs a lifecycle rule that empties
 * `_staging/` after a day, for what a crash leaves there.
 */
export function r2Blobs(bucket: R2Bucket): Blobs {
  async function putWhole(key: string, body: Uint8Array | ReadableStream<Uint8Array>, contentType: string) {
    // R2 has its own ReadableStream type for the same thing.
    const written = await bucket.put(key, body as Uint8Array<ArrayBuffer>, {
      onlyIf: { etagDoesNotMatch: '*' },
      httpMetadata: { contentType },
    })
    return written !== null
  }

  async function putStaged(key: string, parts: AsyncIterable<Uint8Array<ArrayBuffer>>, contentType: string) {
    const staging = `_staging/${crypto.randomUUID()}`
    const upload = await bucket.createMultipartUpload(staging)
    try {
      const uploaded = []
      for await (const part of parts) uploaded.push(await upload.uploadPart(uploaded.length + 1, part))
      await upload.complete(uploaded)
    } catch (error) {
      await upload.abort()
      throw error
    }
    try {
      const staged = await bucket.get(staging)
      if (!staged) throw new Error('A staged object is gone')
      return await putWhole(key, staged.body as unknown as ReadableStream<Uint8Array>, contentType)
    } finally {
      await bucket.delete(staging)
    }
  }

  return {
    async putIfAbsent(key, body, contentType) {
      const name = checkedKey(key)
      if (body instanceof Uint8Array) return putWhole(name, body, contentType)
      if (await bucket.head(name)) {
        await body.cancel()
        return false
      }
      const parts = partsOf(body)
      const first = await parts.next()
      if (first.done) return putWhole(name, new Uint8Array(0), contentType)
      const second = await parts.next()
      if (second.done) return putWhole(name, first.value, contentType)
      return putStaged(name, chained([first.value, second.value], parts), contentType)
    },

    async get(key, range) {
      const name = checkedKey(key)
      if (!range) {
        const found = await bucket.get(name)
        return found && { ...described(found), body: found.body as unknown as ReadableStream<Uint8Array> }
      }
      const head = await bucket.head(name)
      if (!head) return null
      const { start, end } = satisfiable(range, head.size)
      const found = await bucket.get(name, { range: { offset: start, length: end - start } })
      return found && { ...described(found), body: found.body as unknown as ReadableStream<Uint8Array> }
    },

    async head(key) {
      const found = await bucket.head(checkedKey(key))
      return found && described(found)
    },

    async remove(key) {
      await bucket.delete(checkedKey(key))
    },

    // A binding signs nothing, and bytes that pass through a Worker cost no more than those that do not.
    signedAddress: async () => null,
  }
}

function described(found: R2Object): BlobHead {
  return { sizeBytes: found.size, contentType: found.httpMetadata?.contentType ?? 'application/octet-stream' }
}

/** The stream cut into parts of equal size, as R2 wants them; only the last one may be shorter. */
async function* partsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = body.getReader()
  let part = new Uint8Array(PART_BYTES)
  let filled = 0
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      for (let rest = next.value; rest.length > 0; ) {
        const taken = rest.subarray(0, PART_BYTES - filled)
        part.set(taken, filled)
        filled += taken.length
        rest = rest.subarray(taken.length)
        if (filled < PART_BYTES) continue
        yield part
        part = new Uint8Array(PART_BYTES)
        filled = 0
      }
    }
    if (filled > 0) yield part.subarray(0, filled)
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function* chained<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* first
  yield* rest
}

function checkedKey(key: string): string {
  const segments = key.split('/')
  const sound = segments.every((segment) => /^[a-z0-9.-]{1,200}$/.test(segment) && segment !== '.' && segment !== '..')
  if (!sound || key.length > 800) throw invalid('key_malformed', 'Not the key of a stored object')
  return key
}

function satisfiable({ start, end }: ByteRange, sizeBytes: number): ByteRange {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end <= start || start >= sizeBytes)
    throw invalid('range_not_satisfiable', 'The range lies outside of the object')
  return { start, end: Math.min(end, sizeBytes) }
}
