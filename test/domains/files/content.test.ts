import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { displayFileName } from '../../../src/domains/files/rules.ts'
import { makePicture } from '../../kit/pictures.ts'
import { openWorld, type Person, type World } from '../../kit/world.ts'

let world: World
let lin: Person
let other: Person
let bytes: Buffer
let file: FileView

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  other = await world.signUp('other')
  const path = await makePicture(world.dir, 1)
  bytes = await readFile(path)
  file = await lin.file(path, '骑楼.png')
})
afterAll(() => world.close())

const hash = (name: string) => createHash(name).update(bytes).digest('hex')

describe('a file', () => {
  test('has both hashes, its facts and a poster, and its staged bytes are gone', async () => {
    expect(file).toMatchObject({
      name: '骑楼.png',
      kind: 'image',
      mimeType: 'image/png',
      state: 'ready',
      progress: 1,
      sizeBytes: bytes.length,
      sha256: hash('sha256'),
      sm3: hash('sm3'),
      widthPixels: 480,
      hasPoster: true,
    })
    const poster = await lin.fetch('GET', `/api/files/${file.id}/poster`)
    expect(poster.headers.get('content-type')).toBe('image/webp')
    const [[uploadId]] = (await world.sql('SELECT upload_id FROM files WHERE id = ?', file.id)) as [[string]]
    expect(await world.home.base.files.describeUpload(uploadId)).toBeNull()
  })

  test('is served whole and in any part, byte for byte, and only as itself', async () => {
    const whole = await lin.fetch('GET', `/api/files/${file.id}/content`)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-security-policy')).toContain('sandbox')
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(bytes.length * 2), async (from, length) => {
        const answer = await lin.fetch('GET', `/api/files/${file.id}/content`, {
          headers: { Range: `bytes=${from}-${from + length}` },
        })
        expect(answer.status).toBe(206)
        const part = bytes.subarray(from, from + length + 1)
        expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${from + part.length - 1}/${bytes.length}`)
        expect(Buffer.from(await answer.arrayBuffer())).toEqual(part)
      }),
      { numRuns: 20 },
    )
  })

  test.each([
    ['the last bytes', 'bytes=-10', 206, () => bytes.subarray(-10)],
    ['from a byte to the end', 'bytes=100-', 206, () => bytes.subarray(100)],
    ['more last bytes than there are', 'bytes=-99999999', 206, () => bytes],
    ['nonsense, which is as no range', 'bytes=z', 200, () => bytes],
    ['several ranges, which are as none', 'bytes=0-1,4-5', 200, () => bytes],
  ])('answers a request for %s', async (_what, Range, status, expected) => {
    const answer = await lin.fetch('GET', `/api/files/${file.id}/content`, { headers: { Range } })
    expect(answer.status).toBe(status)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(expected())
  })

  test('past its end there is nothing', async () => {
    const answer = await lin.fetch('GET', `/api/files/${file.id}/content`, { headers: { Range: 'bytes=99999999-' } })
    expect(answer.status).toBe(416)
  })

  test.each(['', '/content', '/poster', '/progress'])('is unknown to another organisation at %s', async (part) => {
    expect((await other.call('GET', `/api/files/${file.id}${part}`)).status).toBe(404)
  })
})

describe('accepting an upload', () => {
  test('twice gives the same file, and another organisation cannot accept it', async () => {
    const path = await makePicture(world.dir, 2)
    const uploadId = await lin.upload(path)
    expect(await other.call('POST', '/api/files', { uploadId })).toMatchObject({ status: 404 })
    const answers = [
      await lin.call('POST', '/api/files', { uploadId }),
      await lin.call('POST', '/api/files', { uploadId }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(answers[0]?.body.id).toBe(answers[1]?.body.id)
  })

  test('the same bytes from two organisations are one object and two private files', async () => {
    const path = await makePicture(world.dir, 1)
    const theirs = await other.file(path)
    expect(theirs).toMatchObject({ state: 'ready', sha256: file.sha256 })
    expect(theirs.id).not.toBe(file.id)
    expect(await world.sql('SELECT count(*) FROM objects WHERE sha256 = ?', file.sha256)).toEqual([[1]])
    expect(
      await world.sql("SELECT count(*) FROM fingerprints WHERE part = 'frames' AND sha256 = ?", file.sha256),
    ).toEqual([[1]])
  })

  test('before all bytes have arrived is refused', async () => {
    const created = await lin.fetch('POST', '/api/uploads', {
      headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '100' },
    })
    const uploadId = created.headers.get('location')?.split('/').at(-1)
    expect(await lin.call('POST', '/api/files', { uploadId })).toMatchObject({
      status: 409,
      body: { code: 'upload_incomplete' },
    })
  })
})

test('an object is what it is: its hashes and its verdict cannot be changed', async () => {
  for (const [sql, code] of [
    ["UPDATE objects SET sm3 = replace(sm3, 'a', 'b') || ''", 'object_identity_is_fixed'],
    ["UPDATE objects SET state = 'stored'", 'object_state_is_final'],
    ['UPDATE fingerprints SET piece = 7', 'fingerprint_is_fixed'],
  ] as const) {
    await expect(world.home.db.batch([{ sql, params: [] }]), sql).rejects.toMatchObject({ code })
  }
})

test('a name to show has no path, no control or direction characters, and at most 255 characters', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const shown = displayFileName(name)
      expect(shown.length).toBeLessThanOrEqual(255)
      expect(shown).not.toMatch(/[/\\\p{Cc}\u202E\u2066]/u)
    }),
  ))
