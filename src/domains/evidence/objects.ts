import { AppError } from '../../kernel/errors.ts'
import type { Blobs } from '../../ports/blobs.ts'
import type { ReadTile } from './log/proofs.ts'
import { tilePath } from './log/tiles.ts'

/** Where the nth checkpoint ever signed is kept, beside the tiles. */
export const checkpointPath = (number: number): string => `checkpoints/${number}`

/** Paths of the log as keys of the store. */
export const storeKey = (path: string): string => `log/${path}`

/** An object of the log as a whole; null when there is none. */
export async function readBlob(blobs: Blobs, path: string): Promise<Uint8Array | null> {
  const found = await blobs.get(storeKey(path))
  return (
    found && new Uint8Array(await new Response(found.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
  )
}

/** Hash tiles from the store. Throws Unavailable `storage_unavailable` for one that must be there and is not. */
export const readStoredTile =
  (blobs: Blobs): ReadTile =>
  async (tile) => {
    const bytes = await readBlob(blobs, tilePath(tile))
    if (bytes) return bytes
    throw new AppError('Unavailable', 'storage_unavailable', `${tilePath(tile)} is missing from the store`)
  }
