import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Blobs } from '../../src/ports/blobs.ts'
import { diskBlobs } from '../../src/runtimes/node/disk-blobs.ts'
import { localFiles } from '../../src/runtimes/node/local-files.ts'

const KEY = 'objects/ab/abcdef'
const ID = '0123456789abcdef0123456789abcdef01234567'

let data: string
const at = (...parts: string[]) => join(data, ...parts)

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'local-files-'))
})
afterEach(() => rm(data, { recursive: true, force: true }))

/** The disk keeper as any other store: no local paths. */
function remote(blobs: Blobs): Blobs {
  const { putIfAbsent, get, head, remove, signedAddress } = blobs
  return { putIfAbsent, get, head, remove, signedAddress }
}

function open(kind: 'disk' | 'remote') {
  const disk = diskBlobs(at('objects'))
  const blobs = kind === 'disk' ? disk : remote(disk)
  return { blobs, files: localFiles({ uploadsDir: at('uploads'), tempDir: at('tmp'), blobs }) }
}

async function stage(bytes: Uint8Array | string, size: number | undefined = bytes.length, id = ID) {
  await mkdir(at('uploads'), { recursive: true })
  const metadata = { filename: 'a.mp4', organisationId: 'org_a' }
  await writeFile(at('uploads', id), bytes)
  await writeFile(at('uploads', `${id}.json`), JSON.stringify({ id, size, offset: 0, metadata }))
}

describe.each(['disk', 'remote'] as const)('local files over a %s keeper', (kind) => {
  it('stores an upload, twice to the same effect', async () => {
    const { blobs, files } = open(kind)
    await stage('some bytes')
    await files.storeUpload(ID, KEY, 'video/mp4')
    await files.storeUpload(ID, KEY, 'image/png')
    expect(await blobs.head(KEY)).toEqual({ sizeBytes: 10, contentType: 'video/mp4' })
    expect(await files.withObject(KEY, ({ path }) => readFile(path, 'utf8'))).toBe('some bytes')
  })

  it('goes on after a crash between storing and removing', async () => {
    await stage('some bytes')
    await open(kind).files.storeUpload(ID, KEY, 'video/mp4')
    const { blobs, files } = open(kind)
    expect(await files.describeUpload(ID)).toMatchObject({ complete: true })
    await files.storeUpload(ID, KEY, 'video/mp4')
    await files.removeUpload(ID)
    await files.removeUpload(ID)
    expect(await files.describeUpload(ID)).toBeNull()
    await files.storeUpload(ID, KEY, 'video/mp4')
    expect((await blobs.head(KEY))?.sizeBytes).toBe(10)
    expect(await files.withObject(KEY, ({ path }) => readFile(path, 'utf8'))).toBe('some bytes')
  })

  it('describes an upload without telling where it lies', async () => {
    const { files } = open(kind)
    await stage('abc', 5)
    expect(await files.describeUpload(ID)).toEqual({
      uploadId: ID,
      organisationId: 'org_a',
      fileName: 'a.mp4',
      sizeBytes: 3,
      complete: false,
    })
  })

  it('does not work on an upload that has not arrived', async () => {
    const { blobs, files } = open(kind)
    await stage('abc', 5)
    const refused = { kind: 'Conflict', code: 'upload_incomplete' }
    await expect(files.withUpload(ID, async () => 1)).rejects.toMatchObject(refused)
    await expect(files.storeUpload(ID, KEY, 'video/mp4')).rejects.toMatchObject(refused)
    expect(await blobs.head(KEY)).toBeNull()
  })

  it.each(['../secret', `${ID}/..`, '', 'f'.repeat(40)])('knows no upload %j', async (uploadId) => {
    const { files } = open(kind)
    await writeFile(at('secret'), 'secret')
    await writeFile(at('secret.json'), JSON.stringify({ size: 6, metadata: { organisationId: 'org_a' } }))
    const refused = { kind: 'NotFound', code: 'upload_not_found' }
    expect(await files.describeUpload(uploadId)).toBeNull()
    await expect(files.withUpload(uploadId, async () => 1)).rejects.toMatchObject(refused)
    await expect(files.storeUpload(uploadId, KEY, 'video/mp4')).rejects.toMatchObject(refused)
    await files.removeUpload(uploadId)
    expect(existsSync(at('secret'))).toBe(true)
  })

  it('lends a file for as long as the work takes, and tidies up', async () => {
    const { blobs, files } = open(kind)
    await blobs.putIfAbsent(KEY, new TextEncoder().encode('bytes'), 'text/plain')
    await files.withObject(KEY, async ({ path }) => {
      await sleep(20)
      expect(await readFile(path, 'utf8')).toBe('bytes')
    })
    await expect(files.withObject(KEY, () => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed')
    expect(await readdir(at('tmp'))).toEqual([])
    expect(await blobs.head(KEY)).not.toBeNull()
    const refused = { kind: 'NotFound', code: 'object_not_found' }
    await expect(files.withObject('objects/none', async () => 1)).rejects.toMatchObject(refused)
  })

  it('keeps an upload alive that is worked on', async () => {
    const { files } = open(kind)
    await stage('abc')
    await utimes(at('uploads', ID), new Date(0), new Date(0))
    await files.withUpload(ID, async ({ path }) => expect(await readFile(path, 'utf8')).toBe('abc'))
    expect((await stat(at('uploads', ID))).mtimeMs).toBeGreaterThan(Date.now() - 60_000)
  })
})

it('stores on the same disk without copying', async () => {
  const { files } = open('disk')
  await stage('some bytes')
  await files.storeUpload(ID, KEY, 'video/mp4')
  const inodes = await files.withObject(KEY, async ({ path }) => [
    (await stat(path)).ino,
    (await stat(at('uploads', ID))).ino,
  ])
  expect(inodes[0]).toBe(inodes[1])
})

it.skipIf(!existsSync('/dev/shm'))('stores across filesystems by copying', async () => {
  const shm = await mkdtemp('/dev/shm/local-files-')
  try {
    await stage('some bytes')
    const blobs = diskBlobs(shm)
    const files = localFiles({ uploadsDir: at('uploads'), tempDir: at('tmp'), blobs })
    await files.storeUpload(ID, KEY, 'video/mp4')
    await files.removeUpload(ID)
    expect(await files.withObject(KEY, ({ path }) => readFile(path, 'utf8'))).toBe('some bytes')
  } finally {
    await rm(shm, { recursive: true })
  }
})

describe('digest', () => {
  async function digest(bytes: string | Uint8Array) {
    await writeFile(at('file'), bytes)
    return open('disk').files.digest({ path: at('file') }, () => undefined)
  }

  it.each([
    [
      'abc',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    ],
    [
      '',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b',
    ],
    ['abcd'.repeat(16), '', 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ])('of %j is the published one', async (text, sha256, sm3) => {
    const found = await digest(text)
    expect(found).toMatchObject({ sm3, sizeBytes: text.length })
    if (sha256) expect(found.sha256).toBe(sha256)
  })

  it('tells its progress to the end and lets others work meanwhile', async () => {
    const path = at('large')
    await writeFile(path, '')
    await truncate(path, 64 << 20)
    const told: number[] = []
    let turns = 0
    const others = setInterval(() => turns++, 1)
    await open('disk').files.digest({ path }, (fraction) => told.push(fraction))
    clearInterval(others)
    expect(told.at(-1)).toBe(1)
    expect(told.toSorted((a, b) => a - b)).toEqual(told)
    expect(turns).toBeGreaterThan(20)
  })

  it('refuses a file that is not there', async () => {
    await expect(open('disk').files.digest({ path: at('none') }, () => undefined)).rejects.toThrow('ENOENT')
  })
})

describe('the disk keeper after a crash', () => {
  const script = `
    import { diskBlobs } from ${JSON.stringify(new URL('../../src/runtimes/node/disk-blobs.ts', import.meta.url).href)}
    const blobs = diskBlobs(process.argv[1])
    let sent = 0
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(new Uint8Array(65536))
        if (++sent === 20) process.stdout.write('half')
        if (sent > 20) await new Promise((done) => setTimeout(done, 1000))
      },
    })
    await blobs.putIfAbsent('${KEY}', body, 'video/mp4')`

  it('has no part of an object, and removes what the dead process left', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, at('objects')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const live = diskBlobs(at('objects'))
    expect(await readdir(at('objects', 'temp'))).toHaveLength(1)
    expect(await live.head(KEY)).toBeNull()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const blobs = diskBlobs(at('objects'))
    expect(await blobs.head(KEY)).toBeNull()
    expect(await readdir(at('objects', 'temp'))).toEqual([])
    expect(await blobs.putIfAbsent(KEY, new Uint8Array(3), 'video/mp4')).toBe(true)
  })

  it('removes what nobody has written to for an hour, and nothing younger', async () => {
    diskBlobs(at('objects'))
    for (const [name, minutes] of [
      ['00_1_old', 61],
      ['00_1_young', 59],
    ] as const) {
      await writeFile(at('objects', 'temp', name), '')
      const then = new Date(Date.now() - minutes * 60_000)
      await utimes(at('objects', 'temp', name), then, then)
    }
    diskBlobs(at('objects'))
    expect(await readdir(at('objects', 'temp'))).toEqual(['00_1_young'])
  })
})
