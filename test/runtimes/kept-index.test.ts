import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { indexContents, readyIndex } from '../../src/domains/fingerprints/index.ts'
import { encodeParts } from '../../src/domains/fingerprints/parts.ts'
import { insertFingerprint, insertIndexEntry } from '../../src/domains/fingerprints/store.ts'
import { indexStatus, rebuildIndex } from '../../src/runtimes/node/cli/admin-index.ts'
import { createNodeSearchIndex } from '../../src/runtimes/node/search/node-search-index.ts'
import { movingScene, still } from '../domains/fingerprints/synthetic.ts'
import { openWorld, type World } from '../kit/world.ts'

const run = promisify(execFile)
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const registerPicture = (seed: number): Promise<unknown> => {
  const sha256 = createHash('sha256').update(`picture ${seed}`).digest('hex')
  const parts = encodeParts(still(movingScene(seed), 1))
  const object = {
    sql: 'INSERT INTO objects (sha256, sm3, size_bytes, created_at) VALUES (?, ?, 1, 0)',
    params: [sha256, sha256],
  }
  return world.home.db.batch([object, ...insertFingerprint(sha256, parts), insertIndexEntry(sha256)])
}

/** What a process tells that opens the index, reads on in the database, and leaves. */
const start = async (writes: boolean, dir = world.home.indexDir) => {
  const events: Record<string, unknown>[] = []
  const index = createNodeSearchIndex({ dir, contents: indexContents, writes }, (event) => events.push(event))
  await readyIndex({ db: world.home.db, index })
  const { objects } = await index.frames.size()
  await index.close()
  return { objects, told: events.map(({ event }) => event) }
}
const status = () => indexStatus({ db: world.home.db }, world.home.indexDir)

test('a server keeps the index, and the next start reads it and what was registered since', async () => {
  expect(await status()).toMatchObject({ kept: null, problem: 'none was kept', writtenByServer: false })
  await registerPicture(1)
  expect(await start(true)).toEqual({ objects: 1, told: ['index.rebuilding'] })
  expect(await status()).toMatchObject({ kept: { seq: 1 }, damagedFiles: [], objectsMissing: 0 })
  await registerPicture(2)
  expect(await status()).toMatchObject({ kept: { seq: 1 }, objectsMissing: 1 })
  // A command reads and leaves everything as it was.
  expect(await start(false)).toEqual({ objects: 2, told: ['index.loaded'] })
  expect(await status()).toMatchObject({ kept: { seq: 1 } })
  expect(await start(true)).toEqual({ objects: 2, told: ['index.loaded'] })
  expect(await status()).toMatchObject({ kept: { seq: 2 }, objectsMissing: 0 })
})

test('what is kept of another database is forgotten', async () => {
  const change = (seq: string) => ({ sql: `UPDATE index_entries SET seq = ${seq}`, params: [] })
  await world.home.db.batch([change('13 - seq'), change('seq - 10')])
  expect(await start(true)).toMatchObject({ objects: 2 })
  const [[last]] = (await world.sql('SELECT sha256 FROM index_entries WHERE seq = 2')) as [[string]]
  expect(readFileSync(join(world.home.indexDir, 'manifest'), 'utf8')).toContain(`{"seq":2,"objectKey":"${last}"}`)
})

test('an operator sees damage, and has the index built again where no server writes it', async () => {
  const qianyin = (...args: string[]) =>
    run(process.execPath, ['src/runtimes/node/main.ts', 'admin', 'index', ...args, '--data', world.dir])
  const name = readdirSync(world.home.indexDir).find((one) => one.startsWith('frames-')) ?? ''
  const path = join(world.home.indexDir, name)
  const bytes = readFileSync(path)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  writeFileSync(path, bytes)
  await expect(qianyin('status')).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining(name) })
  expect(await start(false)).toEqual({ objects: 2, told: ['index.rebuilding'] })
  const { stdout } = await qianyin('rebuild', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ frames: { objects: 2 }, text: { objects: 0 } })
  expect(await status()).toMatchObject({ kept: { seq: 2 }, damagedFiles: [], objectsMissing: 0 })

  const server = createNodeSearchIndex({ dir: world.home.indexDir, contents: indexContents, writes: true })
  await server.covered()
  expect(await status()).toMatchObject({ writtenByServer: true })
  const refused = rebuildIndex({ db: world.home.db }, world.home.indexDir)
  await expect(refused).rejects.toMatchObject({ code: 'index_in_use' })
  await server.close()
}, 180_000)

test('a removed object stays away after the next start', async () => {
  const dir = join(world.dir, 'removals')
  const place = { dir, contents: indexContents, writes: true }
  const codes = { codes: new Uint8Array(32).fill(170), slots: Uint32Array.of(0) }
  const keys = { keys: Uint32Array.of(7), positions: Uint32Array.of(0) }
  const open = async () => {
    const index = createNodeSearchIndex(place)
    const covered = await index.covered()
    return { index, covered }
  }
  const first = await open()
  for (const objectKey of ['stays', 'goes']) {
    await first.index.frames.add([{ objectKey, ...codes }])
    await first.index.text.add([{ objectKey, ...keys }])
  }
  await first.index.cover({ seq: 2, objectKey: 'goes' })
  await first.index.save()
  for (const index of [first.index.frames, first.index.text]) await index.remove(['goes'])
  await first.index.close()
  const second = await open()
  expect(second.covered).toEqual({ seq: 2, objectKey: 'goes' })
  expect((await second.index.frames.search(codes.codes, 0)).objectKeys).toEqual(['stays'])
  expect((await second.index.text.search(keys.keys, 9)).objectKeys).toEqual(['stays'])
  await second.index.close()
})

test('parts that were joined are kept so, and are not joined again after the next start', async () => {
  const place = { dir: join(world.dir, 'joined'), contents: indexContents, writes: true }
  const index = createNodeSearchIndex(place)
  await index.covered()
  const count = 70_000
  const codes = { codes: randomBytes(count * 32), slots: new Uint32Array(count) }
  await index.frames.add([{ objectKey: 'long', ...codes }])
  await index.cover({ seq: 1, objectKey: 'long' })
  await index.save()
  // Tables take about as much again as the codes.
  const keptBytes = () =>
    readdirSync(place.dir).reduce(
      (sum, name) => sum + (statSync(join(place.dir, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
  await expect.poll(keptBytes, { timeout: 60_000, interval: 200 }).toBeGreaterThan(count * 55)
  await index.close()
  const before = readdirSync(place.dir).sort()
  const next = createNodeSearchIndex(place)
  expect(await next.covered()).toEqual({ seq: 1, objectKey: 'long' })
  expect((await next.frames.search(codes.codes.subarray(0, 32), 0)).objectKeys).toEqual(['long'])
  await next.close()
  expect(readdirSync(place.dir).sort()).toEqual(before)
}, 120_000)

test('an index that cannot be read or written answers from the database, and says so', async () => {
  const blocked = join(world.dir, 'blocked')
  writeFileSync(blocked, '')
  const folder = join(world.dir, 'foreign')
  mkdirSync(join(folder, 'manifest'), { recursive: true })
  writeFileSync(join(folder, 'owner.db'), 'no database at all '.repeat(99))
  for (const [dir, said] of [
    [blocked, ['index.not_kept', 'index.rebuilding', 'index.save_failed']],
    [folder, ['index.rebuilding', 'index.save_failed']],
  ] as const) {
    expect(await start(true, dir)).toEqual({ objects: 2, told: said })
  }
})
