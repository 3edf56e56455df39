import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renewFingerprints } from '../../../src/domains/fingerprints/index.ts'
import { indexStatus } from '../../../src/runtimes/node/cli/admin-index.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

let world: World
let lin: Person
beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
})
afterAll(() => world.close())

const outdated = async () => (await indexStatus(world.home.base, world.home.indexDir)).objectsOutdated
const seqs = async () => (await world.sql('SELECT seq FROM index_entries ORDER BY seq')).flat()

/** As if an earlier version had made the fingerprints that are stored. */
const ageFingerprints = () =>
  world.home.db.batch([
    {
      sql: `INSERT INTO fingerprints (sha256, part, algorithm, piece, body)
        SELECT sha256, part, 'qianyin-picture-0', piece + 100, body FROM fingerprints WHERE part = 'frames'`,
      params: [],
    },
    { sql: `DELETE FROM fingerprints WHERE part = 'frames' AND piece < 100`, params: [] },
  ])

const matchesOf = async (path: string): Promise<unknown[]> => {
  const { id } = await lin.file(path, `copy-${Math.random()}.png`)
  const created = await lin.call('POST', '/api/checks', { fileId: id })
  await world.work()
  return (await lin.call('GET', `/api/checks/${created.body.id}`)).body.matches as unknown[]
}

test('after an upgrade objects are examined again, one after the other, and found again', async () => {
  const paths = [await makePicture(world.dir, 1), await makePicture(world.dir, 2), await makePicture(world.dir, 3)]
  for (const path of paths) {
    const { id } = await lin.file(path)
    await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: id }] }))
  }
  expect(await seqs()).toEqual([1, 2, 3])
  expect(await renewFingerprints(world.home.base)).toBe(0)

  await ageFingerprints()
  expect(await outdated()).toBe(3)
  const [[damaged]] = (await world.sql('SELECT min(sha256) FROM objects')) as [[string]]
  const file = (await readdir(world.dir, { recursive: true })).find((name) => name.endsWith(`${damaged}@/bytes`))
  await writeFile(join(world.dir, file ?? ''), 'no picture')

  expect(await renewFingerprints(world.home.base)).toBe(3)
  expect(await renewFingerprints(world.home.base)).toBe(0)
  await world.work()
  // What cannot be read any more keeps what was known of it, and stays registered.
  expect(await outdated()).toBe(1)
  expect(await world.sql(`SELECT count(*) FROM objects WHERE state = 'examined'`)).toEqual([[3]])
  expect((await seqs()).slice(1)).toEqual([4, 5])
  expect(await matchesOf(paths[0] ?? '')).toHaveLength(1)
  expect(await renewFingerprints(world.home.base)).toBe(0)
})
