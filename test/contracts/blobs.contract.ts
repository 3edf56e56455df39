import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Blobs } from '../../src/ports/blobs.ts'

export interface BlobKeeperUnderTest {
  blobs: Blobs
  close(): Promise<void>
}

/** What every keeper of `Blobs` promises; `open` makes an empty one. Runs wherever there are web streams. */
export function blobsContract(name: string, open: () => Promise<BlobKeeperUnderTest>): void {
  describe(`blobs: ${name}`, () => {
    let keeper: BlobKeeperUnderTest | undefined
    let blobs: Blobs
    let made = 0
    const newKey = () => `objects/${(made++).toString(16).padStart(4, '0')}/a-b.bin`

    beforeAll(async () => {
      keeper = await open()
      blobs = keeper.blobs
    })
    afterAll(() => keeper?.close())

    async function read(key: string, range?: { start: number; end: number }): Promise<Uint8Array | null> {
      const found = await blobs.get(key, range)
      return found && bytesOf(found.body)
    }

    it('gives back the bytes and the type that were put', async () => {
      const key = newKey()
      expect(await blobs.putIfAbsent(key, pattern(1000), 'video/mp4')).toBe(true)
      const found = await blobs.get(key)
      expect(found).toMatchObject({ sizeBytes: 1000, contentType: 'video/mp4' })
      expect(found && (await bytesOf(found.body))).toEqual(pattern(1000))
      expect(await blobs.head(key)).toEqual({ sizeBytes: 1000, contentType: 'video/mp4' })
    })

    it('knows nothing of a key that was never put', async () => {
      const key = newKey()
      expect(await blobs.get(key)).toBeNull()
      expect(await blobs.get(key, { start: 0, end: 1 })).toBeNull()
      expect(await blobs.head(key)).toBeNull()
    })

    it('leaves an object as it is when it is put again', async () => {
      const key = newKey()
      await blobs.putIfAbsent(key, pattern(100, 1), 'image/png')
      expect(await blobs.putIfAbsent(key, pattern(50, 2), 'text/plain')).toBe(false)
      expect(await blobs.putIfAbsent(key, streamOf(pattern(70, 3)), 'text/plain')).toBe(false)
      expect(await read(key)).toEqual(pattern(100, 1))
      expect(await blobs.head(key)).toEqual({ sizeBytes: 100, contentType: 'image/png' })
    })

    it.each([
      ['bytes', (bytes: Uint8Array) => bytes],
      ['streams', (bytes: Uint8Array) => streamOf(bytes)],
    ])('lets one of several writers at once win, with a whole object of its own type (%s)', async (_, body) => {
      const key = newKey()
      const writers = Array.from({ length: 6 }, (_, i) => ({ bytes: pattern(200_000 + i, i), type: `image/x-${i}` }))
      const wrote = await Promise.all(writers.map((w) => blobs.putIfAbsent(key, body(w.bytes), w.type)))
      expect(wrote.filter(Boolean)).toHaveLength(1)
      const winner = writers[wrote.indexOf(true)]
      expect(await read(key)).toEqual(winner?.bytes)
      expect((await blobs.head(key))?.contentType).toBe(winner?.type)
    })

    it('lets one of two long streams at once win', async () => {
      const key = newKey()
      const bodies = [pattern(9_000_001, 1), pattern(9_000_002, 2)]
      const wrote = await Promise.all(bodies.map((b) => blobs.putIfAbsent(key, streamOf(b), 'video/mp4')))
      expect(wrote.filter(Boolean)).toHaveLength(1)
      expectSame(await read(key), bodies[wrote.indexOf(true)])
    })

    it('keeps an object of no bytes', async () => {
      const [bytes, stream] = [newKey(), newKey()]
      expect(await blobs.putIfAbsent(bytes, new Uint8Array(0), 'text/plain')).toBe(true)
      expect(await blobs.putIfAbsent(stream, streamOf(new Uint8Array(0)), 'text/plain')).toBe(true)
      for (const key of [bytes, stream]) {
        expect(await blobs.head(key)).toEqual({ sizeBytes: 0, contentType: 'text/plain' })
        expect(await read(key)).toEqual(new Uint8Array(0))
        await expect(blobs.get(key, { start: 0, end: 1 })).rejects.toMatchObject({ code: 'range_not_satisfiable' })
      }
    })

    it('keeps a stream of several parts whose length nobody knows', async () => {
      const key = newKey()
      const bytes = pattern(17_000_003, 7)
      expect(await blobs.putIfAbsent(key, streamOf(bytes, 61_111), 'video/mp4')).toBe(true)
      expect(await blobs.head(key)).toEqual({ sizeBytes: bytes.length, contentType: 'video/mp4' })
      expectSame(await read(key), bytes)
      expect(await read(key, { start: 8_388_600, end: 8_388_620 })).toEqual(bytes.slice(8_388_600, 8_388_620))
    })

    it('gives ranges, cut at the end of the object', async () => {
      const key = newKey()
      const bytes = pattern(1000, 5)
      await blobs.putIfAbsent(key, bytes, 'video/mp4')
      for (const [start, end] of [
        [0, 1],
        [999, 1000],
        [0, 1000],
        [10, 20],
        [990, 5000],
      ] as const) {
        const found = await blobs.get(key, { start, end })
        expect(found).toMatchObject({ sizeBytes: 1000, contentType: 'video/mp4' })
        expect(found && (await bytesOf(found.body))).toEqual(bytes.slice(start, end))
      }
    })

    it.each([
      [1000, 1001],
      [5000, 6000],
      [10, 10],
      [10, 5],
      [-1, 5],
      [0.5, 5],
      [Number.NaN, 5],
      [0, Number.POSITIVE_INFINITY],
    ])('refuses the range %s to %s of 1000 bytes', async (start, end) => {
      const key = newKey()
      await blobs.putIfAbsent(key, pattern(1000), 'video/mp4')
      await expect(blobs.get(key, { start, end })).rejects.toMatchObject({
        kind: 'Invalid',
        code: 'range_not_satisfiable',
      })
    })

    it('removes an object, and what is not there without complaint', async () => {
      const key = newKey()
      await blobs.putIfAbsent(key, pattern(10), 'text/plain')
      await blobs.remove(key)
      await blobs.remove(key)
      expect(await blobs.get(key)).toBeNull()
      expect(await blobs.putIfAbsent(key, pattern(20, 2), 'image/png')).toBe(true)
      expect(await read(key)).toEqual(pattern(20, 2))
    })

    it('takes a key that is the beginning of another', async () => {
      const key = newKey()
      await blobs.putIfAbsent(`${key}/more`, pattern(10, 1), 'text/plain')
      expect(await blobs.head(key)).toBeNull()
      await blobs.putIfAbsent(key, pattern(20, 2), 'text/plain')
      expect(await read(`${key}/more`)).toEqual(pattern(10, 1))
      expect(await read(key)).toEqual(pattern(20, 2))
    })

    it.each([
      '',
      '/',
      '/etc/passwd',
      'a/',
      'a//b',
      '.',
      '..',
      'a/../b',
      '../../secret',
      'a/./b',
      'a\\b',
      'a\0b',
      'a\nb',
      'A',
      'ä',
      'a b',
      'a_b',
      'a%2fb',
      'a@',
      'a?b',
      'a#b',
      '图',
      'a'.repeat(201),
      'a/'.repeat(500).concat('a'),
    ])('refuses the key %j', async (key) => {
      const refused = { kind: 'Invalid', code: 'key_malformed' }
      await expect(blobs.putIfAbsent(key, pattern(1), 'text/plain')).rejects.toMatchObject(refused)
      await expect(blobs.get(key)).rejects.toMatchObject(refused)
      await expect(blobs.head(key)).rejects.toMatchObject(refused)
      await expect(blobs.remove(key)).rejects.toMatchObject(refused)
    })

    it.each([0, 10_000, 9_000_000])('leaves nothing of a stream that breaks after %i bytes', async (sizeBytes) => {
      const key = newKey()
      await expect(blobs.putIfAbsent(key, brokenStream(pattern(sizeBytes)), 'video/mp4')).rejects.toThrow('broken here')
      expect(await blobs.head(key)).toBeNull()
      expect(await blobs.get(key)).toBeNull()
      expect(await blobs.putIfAbsent(key, pattern(5), 'video/mp4')).toBe(true)
    })

    it('lets a reader stop in the middle', async () => {
      const key = newKey()
      await blobs.putIfAbsent(key, pattern(2_000_000), 'video/mp4')
      const reader = (await blobs.get(key))?.body.getReader()
      await reader?.read()
      await reader?.cancel()
      expect(await blobs.head(key)).not.toBeNull()
    })

    it('gives back any bytes and any range of them', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 70_000, size: 'max' }),
          fc.nat(),
          fc.nat(),
          fc.integer({ min: 1, max: 20_000 }),
          async (bytes, from, length, chunkBytes) => {
            const key = newKey()
            await blobs.putIfAbsent(key, streamOf(bytes, chunkBytes), 'application/octet-stream')
            expectSame(await read(key), bytes)
            if (bytes.length === 0) return
            const start = from % bytes.length
            const end = start + 1 + (length % bytes.length)
            expectSame(await read(key, { start, end }), bytes.slice(start, end))
          },
        ),
        { numRuns: 25 },
      )
    })
  })
}

/** Bytes that differ along the way and between seeds. */
function pattern(sizeBytes: number, seed = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes)
  for (let i = 0, state = seed * 7919 + 1; i < sizeBytes; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    bytes[i] = state >>> 16
  }
  return bytes
}

function streamOf(bytes: Uint8Array, chunkBytes = 65_536): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(sent, sent + chunkBytes))
      sent += chunkBytes
    },
  })
}

function brokenStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const whole = streamOf(bytes).getReader()
  return new ReadableStream({
    async pull(controller) {
      const next = await whole.read()
      if (next.done) controller.error(new Error('broken here'))
      else controller.enqueue(next.value)
    },
  })
}

async function bytesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
}

/** `toEqual` walks long arrays byte by byte in minutes. */
function expectSame(actual: Uint8Array | null, expected: Uint8Array | undefined): void {
  expect(actual?.length).toBe(expected?.length)
  expect(actual?.every((byte, i) => byte === expected?.[i])).toBe(true)
}
