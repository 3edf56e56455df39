import { randomUUID } from 'node:crypto'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { xxhash128 } from 'hash-wasm'
import { z } from 'zod'
import type { Segment, SegmentedIndex } from '../../../domains/fingerprints/search/segments.ts'
import type { Covered } from '../../../ports/search-index.ts'
import { isAny, syncDirectory } from '../disk-blobs.ts'
import { becomeOwner, type IndexOwner } from './index-owner.ts'
import { readSegment, writeSegment } from './segment-file.ts'

const FORMAT = 1
const MANIFEST = 'manifest'
/** While a segment is looked for, the owner may have put a newer manifest in place and removed it. */
const READ_TRIES = 5

const fileShape = z.object({
  file: z.string().regex(/^[a-z0-9-]+\.segment$/),
  sizeBytes: z.number().int().nonnegative(),
  xxh128: z.string(),
  dead: z.array(z.number().int().nonnegative()),
})
const manifestShape = z.object({
  format: z.literal(FORMAT),
  contents: z.string(),
  covered: z.object({ seq: z.number().int().positive(), objectKey: z.string() }),
  savedAt: z.string(),
  indexes: z.record(z.string(), z.array(fileShape)),
})
type Manifest = z.infer<typeof manifestShape>

/** What lies in the directory, as its manifest tells; or why there is nothing to be used. */
export type Kept = { manifest: Manifest } | { problem: string }

export type Indexes = Readonly<Record<string, SegmentedIndex<object>>>

export interface IndexStore {
  /**
   * Fills the indexes with what was kept. Where it is missing, damaged, unreadable, of another format or of other fingerprints,
   * they are left empty and the reason is told.
   */
  load(indexes: Indexes): Promise<{ covered: Covered } | { problem: string }>
  /**
   * Keeps the indexes as they are when it is called. They are in place, whole, once this resolves; a process that dies before
   * leaves what was kept before. False when another process owns the directory.
   */
  save(indexes: Indexes, covered: Covered): Promise<boolean>
  /** Whether this process may write; asks for the right when it has not got it. Throws what the file system says. */
  owns(): boolean
  close(): void
}

export interface IndexStoreOptions {
  dir: string
  /** Says of what fingerprints the index is made; what was kept of others is not used. */
  contents: string
  /** Called before each step of a save with the step's name. */
  beforeStep?: (step: string) => void
}

/** Does what `write` does with a new file; where that fails, nothing of it stays. */
async function orRemove<T>(path: string, write: (path: string) => Promise<T>): Promise<T> {
  try {
    return await write(path)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** Reads the manifest and checks it against its own checksum. Throws only what the file system says. */
export async function readManifest(dir: string, contents: string): Promise<Kept> {
  let text: string
  try {
    text = await readFile(join(dir, MANIFEST), 'utf8')
  } catch (error) {
    if (isAny(error, 'ENOENT', 'ENOTDIR')) return { problem: 'none was kept' }
    throw error
  }
  const [sum, body = ''] = text.split('\n')
  if ((await xxhash128(body)) !== sum) return { problem: 'its manifest is damaged' }
  const parsed = manifestShape.safeParse(parseJson(body))
  if (!parsed.success) return { problem: 'it has another format' }
  if (parsed.data.contents !== contents) return { problem: 'it was made of other fingerprints' }
  return { manifest: parsed.data }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Snapshots of the indexes of one machine: immutable segment files, and a manifest that names them. One process writes, any
 * number read. What is in the directory can always be made again from the database.
 */
export function createIndexStore({ dir, contents, beforeStep = () => {} }: IndexStoreOptions): IndexStore {
  /** The file of each image that lies in the directory already. */
  let files = new WeakMap<object, Omit<z.infer<typeof fileShape>, 'dead'>>()
  let owner: IndexOwner | null = null
  /** Whether what earlier owners began and did not end has been removed. */
  let swept = false

  const owns = (): boolean => {
    if (owner) return true
    owner = becomeOwner(dir)
    // Whoever wrote in the meantime may have removed the files that were read here.
    if (owner) files = new WeakMap()
    swept = false
    return owner !== null
  }

  const read = async (manifest: Manifest, indexes: Indexes): Promise<void> => {
    const filled = new Map<string, { image: object; dead: number[] }[]>()
    for (const [name, index] of Object.entries(indexes)) {
      const segments: { image: object; dead: number[] }[] = []
      for (const { dead, ...file } of manifest.indexes[name] ?? []) {
        const { image } = await readSegment(join(dir, file.file), file, index.draft)
        segments.push({ image, dead })
        files.set(image, file)
      }
      filled.set(name, segments)
    }
    for (const [name, index] of Object.entries(indexes)) index.load(filled.get(name) ?? [])
  }

  const load: IndexStore['load'] = async (indexes) => {
    for (let tries = 1; ; tries++) {
      try {
        const kept = await readManifest(dir, contents)
        if ('problem' in kept) return kept
        await read(kept.manifest, indexes)
        return { covered: kept.manifest.covered }
      } catch (error) {
        if (isAny(error, 'ENOENT') && tries < READ_TRIES) continue
        // Whatever it is, the database has everything.
        for (const index of Object.values(indexes)) index.load([])
        return { problem: error instanceof Error ? error.message : String(error) }
      }
    }
  }

  const write = async (name: string, segment: Segment<object>): Promise<z.infer<typeof fileShape>> => {
    const dead = [...segment.dead]
    const known = files.get(segment.image)
    if (known) return { ...known, dead }
    const file = `${name}-${randomUUID()}.segment`
    beforeStep('segment')
    const written = { file, ...(await orRemove(join(dir, file), (path) => writeSegment(path, segment))) }
    files.set(segment.image, written)
    return { ...written, dead }
  }

  /** Every file that the manifest names is on the disk before the manifest is; the rename is the moment of truth. */
  const putManifest = async (manifest: Manifest): Promise<void> => {
    const body = JSON.stringify(manifest)
    beforeStep('directory of segments')
    await syncDirectory(dir)
    beforeStep('manifest')
    await orRemove(join(dir, `${MANIFEST}-${randomUUID()}.draft`), async (draft) => {
      const file = await open(draft, 'wx')
      try {
        await file.writeFile(`${await xxhash128(body)}\n${body}\n`)
        beforeStep('manifest to disk')
        await file.sync()
      } finally {
        await file.close()
      }
      beforeStep('rename')
      await rename(draft, join(dir, MANIFEST))
    })
    beforeStep('directory of manifest')
    await syncDirectory(dir)
  }

  /** Removes the files of ours that the manifest does not name. */
  const sweep = async (manifest?: Manifest): Promise<void> => {
    const named = new Set(Object.values(manifest?.indexes ?? {}).flatMap((of) => of.map(({ file }) => file)))
    for (const name of await readdir(dir)) {
      if (named.has(name) || !/\.(segment|draft)$/.test(name)) continue
      beforeStep('sweep')
      await rm(join(dir, name), { force: true })
    }
  }

  /** Before anything is written, so that processes that die in their saves do not fill the disk one after the other. */
  const sweepOnce = async (): Promise<void> => {
    if (swept) return
    const kept = await readManifest(dir, contents)
    await sweep('manifest' in kept ? kept.manifest : undefined)
    swept = true
  }

  const save: IndexStore['save'] = async (indexes, covered) => {
    if (!owns()) return false
    // Taken at one moment, before anything is awaited.
    const taken = Object.entries(indexes).map(([name, index]) => ({ name, segments: index.save() }))
    const manifest: Manifest = {
      format: FORMAT,
      contents,
      covered,
      savedAt: new Date().toISOString(),
      indexes: {},
    }
    await sweepOnce()
    for (const { name, segments } of taken) {
      const written: z.infer<typeof fileShape>[] = []
      for (const segment of segments) written.push(await write(name, segment))
      manifest.indexes[name] = written
    }
    await putManifest(manifest)
    await sweep(manifest)
    return true
  }

  return {
    load,
    save,
    owns,
    close: () => {
      owner?.release()
      owner = null
    },
  }
}
