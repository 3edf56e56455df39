import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createMultiIndex } from '../../src/domains/fingerprints/search/multi-index.ts'
import { createIndexStore, type Indexes } from '../../src/runtimes/node/search/index-store.ts'
import { seeded } from '../kit/media.ts'
import { answersOf, drop, firstChanges, laterChanges, openIndexes, put } from './index-changes.ts'

const run = promisify(execFile)
const root = mkdtempSync(join(tmpdir(), 'qianyin-index-'))
afterAll(() => rmSync(root, { recursive: true }))
const newDir = () => mkdtempSync(join(root, 'kept-'))
const storeIn = (dir: string) => createIndexStore({ dir, contents: 'test' })

/** What a fresh process finds in the directory. */
const loadedFrom = async (dir: string, contents = 'test') => {
  const indexes = openIndexes()
  const outcome = await createIndexStore({ dir, contents }).load(indexes.all)
  return { outcome, indexes }
}

/** A directory with one save in it. */
const keptOnce = async (): Promise<string> => {
  const dir = newDir()
  const store = storeIn(dir)
  const indexes = openIndexes()
  firstChanges(indexes)
  await store.save(indexes.all, { seq: 1, objectKey: 'o3' })
  store.close()
  return dir
}

/** Nothing lies there but what the manifest names. */
const expectTidy = (dir: string): void => {
  const files = [...readFileSync(join(dir, 'manifest'), 'utf8').matchAll(/[a-z0-9-]+\.segment/g)].map(([name]) => name)
  expect(readdirSync(dir).sort()).toEqual(['manifest', 'owner.db', ...files].sort())
}

/** The directory holds the old index or the new one; who comes next may write, reads on, and tidies up. Returns which it was. */
const expectWhole = async (dir: string, oldAnswers: string[], newAnswers: string[]): Promise<number> => {
  const { outcome, indexes } = await loadedFrom(dir)
  const seq = 'covered' in outcome ? outcome.covered.seq : 0
  expect(answersOf(indexes)).toEqual(seq === 1 ? oldAnswers : newAnswers)
  if (seq === 1) laterChanges(indexes)
  const next = storeIn(dir)
  expect(await next.save(indexes.all, { seq: 2, objectKey: 'o9' })).toBe(true)
  next.close()
  expect(answersOf((await loadedFrom(dir)).indexes)).toEqual(newAnswers)
  expectTidy(dir)
  return seq
}

describe('the kept index', () => {
  it('answers as one that was never written down, in whatever order things come, go, are kept and read', async () => {
    const step = fc.oneof(
      fc.record({ put: fc.nat(4), seed: fc.nat(3), count: fc.nat(6) }),
      fc.record({ drop: fc.nat(4) }),
      fc.constant('save' as const),
      fc.constant('load' as const),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const dir = newDir()
        const model = new Map<string, readonly [seed: number, count: number]>()
        let kept = new Map(model)
        let store = storeIn(dir)
        let indexes = openIndexes()
        let seq = 0
        for (const one of steps) {
          if (one === 'save') {
            seq++
            expect(await store.save(indexes.all, { seq, objectKey: 'o' })).toBe(true)
            kept = new Map(model)
          } else if (one === 'load') {
            store.close()
            store = storeIn(dir)
            indexes = openIndexes()
            expect(await store.load(indexes.all)).toEqual(
              seq === 0 ? { problem: 'none was kept' } : { covered: { seq, objectKey: 'o' } },
            )
            model.clear()
            for (const [key, of] of kept) model.set(key, of)
          } else if ('drop' in one) {
            drop(indexes, `o${one.drop}`)
            model.delete(`o${one.drop}`)
          } else {
            put(indexes, `o${one.put}`, one.seed, one.count)
            model.set(`o${one.put}`, [one.seed, one.count])
          }
        }
        store.close()
        const fresh = openIndexes()
        for (const [key, [seed, count]] of model) put(fresh, key, seed, count)
        expect(answersOf(indexes)).toEqual(answersOf(fresh))
      }),
      { numRuns: 40 },
    )
  })

  it('keeps parts with tables, writes them once, and does not forget what left them', async () => {
    const dir = newDir()
    const random = seeded(5)
    const codes = Uint8Array.from({ length: 70_000 * 32 }, () => Math.floor(random() * 256))
    const entriesOf = (objectKey: string, from: number, to: number) => ({
      objectKey,
      codes: codes.subarray(from * 32, to * 32),
      slots: Uint32Array.from({ length: to - from }, (_, i) => i),
    })
    const index = createMultiIndex()
    index.add([entriesOf('a', 0, 20_000), entriesOf('b', 20_000, 60_000), entriesOf('c', 60_000, 70_000)])
    const indexes = { codes: index } as unknown as Indexes
    const store = storeIn(dir)
    const large = () =>
      readdirSync(dir).filter((name) => name.endsWith('.segment') && statSync(join(dir, name)).size > 60_000 * 50)
    await store.save(indexes, { seq: 2, objectKey: 'b' })
    const before = large()
    expect(before).toHaveLength(1)
    index.remove(['a'])
    await store.save(indexes, { seq: 3, objectKey: 'b' })
    expect(large()).toEqual(before)
    store.close()
    const loaded = createMultiIndex()
    await storeIn(dir).load({ codes: loaded } as unknown as Indexes)
    const query = Uint8Array.from([7, 40_000, 65_000].flatMap((row) => [...codes.subarray(row * 32, (row + 1) * 32)]))
    expect(loaded.search(query, 31)).toEqual(index.search(query, 31))
    expect(loaded.search(query, 31)).toMatchObject({
      objectKeys: ['b', 'c'],
      slots: Uint32Array.from([20_000, 5000]),
    })
    expect(loaded.size()).toMatchObject({ objects: 2, codes: 50_000 })
  })

  it('is what it was or what it should become when its writer stops, at every step', async () => {
    const dir = await keptOnce()
    const { indexes: becoming } = await loadedFrom(dir)
    const oldAnswers = answersOf(becoming)
    const copies: string[] = []
    const store = createIndexStore({
      dir,
      contents: 'test',
      // What the disk has at this moment is what a killed process leaves.
      beforeStep: () => cpSync(dir, copies[copies.push(newDir()) - 1] ?? '', { recursive: true }),
    })
    await store.load(becoming.all)
    laterChanges(becoming)
    await store.save(becoming.all, { seq: 2, objectKey: 'o9' })
    store.close()
    const newAnswers = answersOf(becoming)
    expect(oldAnswers).not.toEqual(newAnswers)
    expect(copies.length).toBeGreaterThan(7)
    const seen = new Set<number>()
    for (const copy of copies) seen.add(await expectWhole(copy, oldAnswers, newAnswers))
    expect([...seen].sort()).toEqual([1, 2])
  })

  it('can be written by others once its writer was killed, and they leave nothing of its unfinished work', async () => {
    const dir = await keptOnce()
    const { indexes } = await loadedFrom(dir)
    const oldAnswers = answersOf(indexes)
    laterChanges(indexes)
    const program = join(import.meta.dirname, 'index-killed.ts')
    const killedAt = ['manifest to disk', 'directory of manifest'].map(async (step) => {
      const copy = newDir()
      cpSync(dir, copy, { recursive: true })
      await expect(run(process.execPath, [program, copy, step])).rejects.toMatchObject({ signal: 'SIGKILL' })
      expect(readdirSync(copy).length).toBeGreaterThan(readdirSync(dir).length)
      return expectWhole(copy, oldAnswers, answersOf(indexes))
    })
    expect(await Promise.all(killedAt)).toEqual([1, 2])
  }, 120_000)

  it('stays what it was when a save fails, which leaves nothing behind', async () => {
    const dir = await keptOnce()
    const { indexes } = await loadedFrom(dir)
    const oldAnswers = answersOf(indexes)
    laterChanges(indexes)
    let failing = 'segment'
    const store = createIndexStore({
      dir,
      contents: 'test',
      beforeStep: (step) => {
        if (step === failing) throw new Error('ENOSPC: no space left on device')
      },
    })
    for (failing of ['segment', 'manifest to disk', 'rename']) {
      await expect(store.save(indexes.all, { seq: 2, objectKey: 'o9' })).rejects.toThrow('no space left')
      expect(readdirSync(dir).filter((name) => name.endsWith('.draft'))).toEqual([])
      expect(answersOf((await loadedFrom(dir)).indexes)).toEqual(oldAnswers)
    }
    failing = ''
    expect(await store.save(indexes.all, { seq: 2, objectKey: 'o9' })).toBe(true)
    store.close()
    expect(answersOf((await loadedFrom(dir)).indexes)).toEqual(answersOf(indexes))
    expectTidy(dir)
  })

  it('keeps any name, and names of more objects than one file has', async () => {
    const names = [
      '钤印/繁體 字',
      '',
      '\u0000\n"\\',
      '\ufeffmarked',
      '__proto__',
      '🀄'.repeat(300),
      'F'.repeat(64),
      'f'.repeat(64),
    ]
    const dir = newDir()
    const store = storeIn(dir)
    const indexes = openIndexes()
    const columns = { keys: Uint32Array.of(1), positions: Uint32Array.of(0) }
    indexes.keys.add(Array.from({ length: 66_000 }, (_, object) => ({ objectKey: `n${object}`, ...columns })))
    for (const [seed, name] of names.entries()) put(indexes, name, seed, 2)
    const sizeOf = (name: string) => statSync(join(dir, name)).size
    await store.save(indexes.all, { seq: 1, objectKey: '' })
    const written = readdirSync(dir).filter((name) => name.endsWith('.segment') && sizeOf(name) > 100_000)
    expect(written).toHaveLength(2)
    indexes.keys.remove(['n7', 'n65999', 'F'.repeat(64)])
    indexes.keys.add([{ objectKey: 'n8', keys: Uint32Array.of(2), positions: Uint32Array.of(5) }])
    await store.save(indexes.all, { seq: 2, objectKey: '' })
    store.close()
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(written))
    const { indexes: loaded } = await loadedFrom(dir)
    expect(answersOf(loaded)).toEqual(answersOf(indexes))
    const everything = (of: typeof indexes) => {
      const { objectKeys, ...columns } = of.keys.search(Uint32Array.of(0, 1, 2, 3, 4, 5, 6), 100_000)
      return { objects: objectKeys.length, all: JSON.stringify([objectKeys, ...Object.values(columns).map(String)]) }
    }
    expect(everything(loaded).objects).toBe(66_000 - 3 + names.length)
    expect(everything(loaded).all === everything(indexes).all).toBe(true)
  })

  it('is not used when a byte has changed or a file is missing or cut, and says so', async () => {
    const dir = await keptOnce()
    const names = readdirSync(dir).filter((name) => name !== 'owner.db')
    expect(names.length).toBeGreaterThan(2)
    for (const name of names) {
      const path = join(dir, name)
      const whole = readFileSync(path)
      for (const at of [3, 9, 20, whole.length >> 1, whole.length - 2]) {
        const damaged = Buffer.from(whole)
        damaged[at] = (damaged[at] ?? 0) ^ 4
        writeFileSync(path, damaged)
        const { outcome, indexes } = await loadedFrom(dir)
        expect(outcome).toHaveProperty('problem')
        expect(answersOf(indexes)).toEqual(answersOf(openIndexes()))
      }
      writeFileSync(path, whole.subarray(0, whole.length - 1))
      if (name !== 'manifest') expect((await loadedFrom(dir)).outcome).toHaveProperty('problem')
      rmSync(path)
      expect((await loadedFrom(dir)).outcome).toHaveProperty('problem')
      writeFileSync(path, whole)
      expect((await loadedFrom(dir)).outcome).toHaveProperty('covered')
    }
    expect((await loadedFrom(dir, 'other')).outcome).toEqual({ problem: 'it was made of other fingerprints' })
  })

  it('has one writer; another that wrote in the meantime harms nothing', async () => {
    const dir = newDir()
    const [one, two] = [storeIn(dir), storeIn(dir)]
    const indexes = openIndexes()
    firstChanges(indexes)
    expect(await one.save(indexes.all, { seq: 1, objectKey: 'o3' })).toBe(true)
    const reader = openIndexes()
    await two.load(reader.all)
    expect(await two.save(reader.all, { seq: 9, objectKey: 'o' })).toBe(false)
    laterChanges(indexes)
    await one.save(indexes.all, { seq: 2, objectKey: 'o9' })
    one.close()
    laterChanges(reader)
    expect(await two.save(reader.all, { seq: 2, objectKey: 'o9' })).toBe(true)
    two.close()
    const { outcome, indexes: loaded } = await loadedFrom(dir)
    expect(outcome).toEqual({ covered: { seq: 2, objectKey: 'o9' } })
    expect(answersOf(loaded)).toEqual(answersOf(indexes))
  })
})
