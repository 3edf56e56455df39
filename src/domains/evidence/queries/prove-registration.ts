import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { ownDeposit } from '../../provenance/index.ts'
import { readRegistration } from '../../works/index.ts'
import type { LogEntryView } from '../contract.ts'
import { toBase64, utf8 } from '../log/bytes.ts'
import { inclusionProof } from '../log/proofs.ts'
import { tilePath } from '../log/tiles.ts'
import { formatProof } from '../log/tlog-proof.ts'
import { readBlob } from '../objects.ts'
import { currentKey, entryOfSubject, publishedCheckpoint } from '../store.ts'

type LoggedEntry = NonNullable<Awaited<ReturnType<typeof entryOfSubject>>>
type ProofContext = Pick<Context, 'db' | 'blobs' | 'queue'>

/** Throws NotFound `registration_not_found`, `log_entry_not_found`. */
async function entryOfRegistration(ctx: Pick<Context, 'db' | 'queue'>, number: string) {
  const { workId, version } = await readRegistration(ctx, number)
  const found = await entryOfSubject(ctx.db, workId, version)
  if (!found) throw notFound('log_entry')
  return { ...found, version }
}

/** Where the current version of a registered work is in the log. Throws NotFound `registration_not_found`, `log_entry_not_found`. */
export async function readLogEntry(ctx: Pick<Context, 'db' | 'queue'>, number: string): Promise<LogEntryView> {
  const { entry, version } = await entryOfRegistration(ctx, number)
  const [published, key] = await Promise.all([publishedCheckpoint(ctx.db), currentKey(ctx.db)])
  return {
    version,
    index: entry.entryIndex,
    state: published && entry.entryIndex < published.size ? 'published' : 'pending',
    enteredAt: new Date(entry.at).toISOString(),
    origin: key?.name ?? null,
    checkpoint: published ? { size: published.size, signedAt: new Date(published.signedAt).toISOString() } : null,
  }
}

/**
 * The tlog-proof of the current version of a registered work, under the newest checkpoint, with the leaf and what it commits to:
 * nothing that the public entry of the register does not show. Throws NotFound `registration_not_found`, `log_entry_not_found`;
 * Unavailable `proof_pending` until the entry is under a published checkpoint.
 */
export async function proveRegistration(ctx: ProofContext, number: string): Promise<string> {
  return (await proofOf(ctx, await entryOfRegistration(ctx, number))).proof
}

/**
 * The same of any registered version, with its entry and the checkpoint that covers it. Throws NotFound `log_entry_not_found`;
 * Unavailable `proof_pending`.
 */
export async function proveVersion(ctx: Pick<Context, 'db' | 'blobs'>, workId: string, version: number) {
  const found = await entryOfSubject(ctx.db, workId, version)
  if (!found) throw notFound('log_entry')
  return proofOf(ctx, found)
}

/**
 * The tlog-proof of a deposit of one's own. Throws NotFound `deposit_not_found`, `log_entry_not_found`; Unavailable
 * `proof_pending` until the entry is under a published checkpoint.
 */
export async function proveDeposit(ctx: ProofContext & Pick<Context, 'actor'>, id: string): Promise<string> {
  await ownDeposit(ctx, id)
  const found = await entryOfSubject(ctx.db, id)
  if (!found) throw notFound('log_entry')
  return (await proofOf(ctx, found)).proof
}

async function proofOf(ctx: Pick<Context, 'db' | 'blobs'>, { entry, record }: LoggedEntry) {
  const published = await publishedCheckpoint(ctx.db)
  if (!published || entry.entryIndex >= published.size) {
    throw new AppError('Unavailable', 'proof_pending', 'The entry waits for the next checkpoint of the log', {
      details: { retryAfterSeconds: 2 },
    })
  }
  const hashes = await inclusionProof(
    async (tile) => {
      const bytes = await readBlob(ctx.blobs, tilePath(tile))
      if (!bytes)
        throw new AppError('Unavailable', 'storage_unavailable', `${tilePath(tile)} is missing from the store`)
      return bytes
    },
    entry.entryIndex,
    published.size,
  )
  const extra = canonicalJson({
    leaf: entry.leaf,
    ...(record ? { salt: toBase64(record.salt), record: JSON.parse(record.record) } : {}),
  })
  const proof = formatProof({ extra: utf8(extra), index: entry.entryIndex, hashes, checkpoint: published.note })
  return { entry, checkpoint: published, proof }
}
