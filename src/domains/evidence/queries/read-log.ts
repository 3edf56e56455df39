import { AppError, notFound } from '../../../kernel/errors.ts'
import type { BlobBody } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { cosignedNote, witnessesOfLog } from '../attestations/read-cosignatures.ts'
import { timestampOfLog } from '../attestations/read-timestamps.ts'
import type { LogStatus } from '../contract.ts'
import { formatVerifierKey } from '../log/keys.ts'
import { formatPolicy } from '../log/policy.ts'
import { parseTilePath } from '../log/tiles.ts'
import { logKeys, verifierOf } from '../log-key.ts'
import { checkpointPath, readBlob, storeKey } from '../objects.ts'
import { currentKey, entryCount, openStop, publishedCheckpoint } from '../store.ts'

/** The newest checkpoint that is published, with the cosignatures that it has by now. Throws NotFound `checkpoint_not_found`. */
export async function readCheckpoint({ db }: Pick<Context, 'db'>): Promise<string> {
  const published = await publishedCheckpoint(db)
  if (!published) throw notFound('checkpoint')
  return cosignedNote(db, published)
}

/** The nth checkpoint ever signed, from 0. Throws NotFound `checkpoint_not_found`. */
export async function readNumberedCheckpoint(ctx: Pick<Context, 'blobs'>, number: number): Promise<string> {
  const found = await readBlob(ctx.blobs, checkpointPath(number))
  if (!found) throw notFound('checkpoint')
  return new TextDecoder().decode(found)
}

/** A tile or an entry bundle by its path. Throws NotFound `tile_not_found`. */
export async function readTile(ctx: Pick<Context, 'blobs'>, path: string): Promise<BlobBody> {
  const found = parseTilePath(path) && (await ctx.blobs.get(storeKey(path)))
  if (!found) throw notFound('tile')
  return found
}

/** Which keys to believe, as a file for verifiers (c2sp.org/tlog-policy). Throws Unavailable `log_key_missing`. */
export async function readPolicy(ctx: Pick<Context, 'db' | 'origin' | 'witnesses'>): Promise<string> {
  const keys = await logKeys(ctx)
  if (keys.length === 0) throw new AppError('Unavailable', 'log_key_missing', 'This log has no key to sign with yet')
  return formatPolicy(keys, `${ctx.origin}/log/`, ctx.witnesses)
}

export async function readLogStatus(
  ctx: Pick<Context, 'db' | 'timestampAuthorities' | 'witnesses'>,
): Promise<LogStatus> {
  const { db } = ctx
  const [key, entries, published, stop, timestamp, witnesses] = await Promise.all([
    currentKey(db),
    entryCount(db),
    publishedCheckpoint(db),
    openStop(db),
    timestampOfLog(ctx),
    witnessesOfLog(ctx),
  ])
  return {
    origin: key?.name ?? null,
    key: key ? formatVerifierKey(verifierOf(key)) : null,
    entries,
    published: published
      ? { number: published.number, size: published.size, signedAt: new Date(published.signedAt).toISOString() }
      : null,
    timestamp,
    witnesses,
    stopped: stop ? { at: new Date(stop.at).toISOString(), code: stop.code } : null,
  }
}
