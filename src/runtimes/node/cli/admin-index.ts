import { join } from 'node:path'
import {
  countIndexEntriesAfter,
  countOutdatedObjects,
  indexContents,
  readyIndex,
} from '../../../domains/fingerprints/index.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { becomeOwner } from '../search/index-owner.ts'
import { readManifest } from '../search/index-store.ts'
import { createNodeSearchIndex } from '../search/node-search-index.ts'
import { isIntact } from '../search/segment-file.ts'

export interface IndexStatus {
  kept: { savedAt: string; seq: number; files: number; sizeBytes: number } | null
  /** Why nothing is kept. */
  problem: string | null
  damagedFiles: string[]
  objectsMissing: number
  /** Objects whose fingerprint an earlier version made: they are found again once they have been examined again. */
  objectsOutdated: number
  writtenByServer: boolean
}

/** What is kept of the index, with every file read and checked against its checksum. */
export async function indexStatus({ db }: Pick<Context, 'db'>, dir: string): Promise<IndexStatus> {
  const owner = becomeOwner(dir)
  owner?.release()
  const writtenByServer = owner === null
  const objectsOutdated = await countOutdatedObjects(db)
  const found = await readManifest(dir, indexContents)
  if ('problem' in found) {
    const objectsMissing = await countIndexEntriesAfter(db, 0)
    return { kept: null, problem: found.problem, damagedFiles: [], objectsMissing, objectsOutdated, writtenByServer }
  }
  const { savedAt, covered, indexes } = found.manifest
  const files = Object.values(indexes).flat()
  const damagedFiles: string[] = []
  for (const one of files) if (!(await isIntact(join(dir, one.file), one))) damagedFiles.push(one.file)
  const sizeBytes = files.reduce((sum, one) => sum + one.sizeBytes, 0)
  return {
    kept: { savedAt, seq: covered.seq, files: files.length, sizeBytes },
    problem: null,
    damagedFiles,
    objectsMissing: await countIndexEntriesAfter(db, covered.seq),
    objectsOutdated,
    writtenByServer,
  }
}

/** How much there is in each index. */
export type IndexContent = Record<'frames' | 'features' | 'sound' | 'text', { objects: number; entries: number }>

/**
 * Reads every fingerprint from the database again and keeps the index that comes of it. Throws Conflict `index_in_use` while a
 * server writes the directory: stop it first, or let it start again without what was kept.
 */
export async function rebuildIndex({ db }: Pick<Context, 'db'>, dir: string): Promise<IndexContent> {
  const owner = becomeOwner(dir)
  if (!owner) throw new AppError('Conflict', 'index_in_use', 'A running server writes the index. Stop it first')
  owner.release()
  const index = createNodeSearchIndex({ dir, contents: indexContents, writes: true })
  try {
    await readyIndex({ db, index: { ...index, covered: async () => null } })
    await index.save()
    const [frames, features, sound, text] = await Promise.all([
      index.frames.size(),
      index.features.size(),
      index.sound.size(),
      index.text.size(),
    ])
    return {
      frames: { objects: frames.objects, entries: frames.codes },
      features: { objects: features.objects, entries: features.codes },
      sound: { objects: sound.objects, entries: sound.entries },
      text: { objects: text.objects, entries: text.entries },
    }
  } finally {
    await index.close()
  }
}
