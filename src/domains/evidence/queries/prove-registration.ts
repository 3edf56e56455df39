import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { ownDeposit } from '../../provenance/index.ts'
import { readRegistration } from '../../works/index.ts'
import { cosignedNote, seenOver } from '../attestations/read-cosignatures.ts'
import { timestampOver } from '../attestations/read-timestamps.ts'
import { cosignedCheckpointOver, stampedCheckpointOver, timestampsOf } from '../attestations/store.ts'
import type { LogEntryView } from '../contract.ts'
import { toBase64, utf8 } from '../log/bytes.ts'
import { inclusionProof } from '../log/proofs.ts'
import { formatProof } from '../log/tlog-proof.ts'
import { readStoredTile } from '../objects.ts'
import { currentKey, entryOfSubject, publishedCheckpoint } from '../store.ts'
import { responseOfToken } from '../timestamps/response.ts'

type LoggedEntry = NonNullable<Awaited<ReturnType<typeof entryOfSubject>>>
type ProofContext = Pick<Context, 'db' | 'blobs' | 'queue' | 'witnesses'>

/** Throws NotFound `registration_not_found`, `log_entry_not_found`. */
async function entryOfRegistration(ctx: Pick<Context, 'db' | 'queue'>, number: string) {
  const { workId, version } = await readRegistration(ctx, number)
  const found = await entryOfSubject(ctx.db, workId, version)
  if (!found) throw notFound('log_entry')
  return { ...found, version }
}

/** Where the current version of a registered work is in the log. Throws NotFound `registration_not_found`, `log_entry_not_found`. */
export async function readLogEntry(
  ctx: Pick<Context, 'db' | 'queue' | 'timestampAuthorities' | 'witnesses'>,
  number: string,
): Promise<LogEntryView> {
  const { entry, version } = await entryOfRegistration(ctx, number)
  const [published, key] = await Promise.all([publishedCheckpoint(ctx.db), currentKey(ctx.db)])
  return {
    version,
    index: entry.entryIndex,
    state: published && entry.entryIndex < published.size ? 'published' : 'pending',
    enteredAt: new Date(entry.at).toISOString(),
    origin: key?.name ?? null,
    checkpoint: published ? { size: published.size, signedAt: new Date(published.signedAt).toISOString() } : null,
    timestamp: await timestampOver(ctx, entry.entryIndex),
    witnesses: await seenOver(ctx, entry.entryIndex),
  }
}

/**
 * The tlog-proof of the current version of a registered work, under the first checkpoint over it that was stamped, of those that
 * enough witnesses saw where there are witnesses, or else the newest; with the timestamps, the leaf and what it commits to:
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
export async function proveVersion(ctx: Pick<Context, 'db' | 'blobs' | 'witnesses'>, workId: string, version: number) {
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

/** The same of an act by its subject, such as a package's id. Asks no permission. Throws as `proveVersion`. */
export async function proveSubject(ctx: Pick<Context, 'db' | 'blobs' | 'witnesses'>, subjectId: string) {
  const found = await entryOfSubject(ctx.db, subjectId)
  if (!found) throw notFound('log_entry')
  return proofOf(ctx, found)
}

/** A verifier that asks for witnesses accepts no proof without them, so they come before the time. */
async function checkpointFor({ db, witnesses: { quorum } }: Pick<Context, 'db' | 'witnesses'>, index: number) {
  const seen = await stampedCheckpointOver(db, index, quorum)
  if (seen) return { checkpoint: seen.checkpoint, isStamped: true }
  const unstamped = quorum > 0 ? await cosignedCheckpointOver(db, index, quorum) : undefined
  if (unstamped) return { checkpoint: unstamped, isStamped: false }
  const unseen = await stampedCheckpointOver(db, index, 0)
  return { checkpoint: unseen?.checkpoint ?? (await publishedCheckpoint(db)), isStamped: unseen !== undefined }
}

async function proofOf(ctx: Pick<Context, 'db' | 'blobs' | 'witnesses'>, { entry, record }: LoggedEntry) {
  const { checkpoint, isStamped } = await checkpointFor(ctx, entry.entryIndex)
  if (!checkpoint || entry.entryIndex >= checkpoint.size) {
    throw new AppError('Unavailable', 'proof_pending', 'The entry waits for the next checkpoint of the log', {
      details: { retryAfterSeconds: 2 },
    })
  }
  const hashes = await inclusionProof(readStoredTile(ctx.blobs), entry.entryIndex, checkpoint.size)
  const timestamps = isStamped ? await timestampsOf(ctx.db, checkpoint.number) : []
  const extra = canonicalJson({
    leaf: entry.leaf,
    ...(isStamped ? { timestamps: timestamps.map(({ token }) => toBase64(responseOfToken(token))) } : {}),
    ...(record ? { salt: toBase64(record.salt), record: JSON.parse(record.record) } : {}),
  })
  const proof = formatProof({
    extra: utf8(extra),
    index: entry.entryIndex,
    hashes,
    checkpoint: await cosignedNote(ctx.db, checkpoint),
  })
  return { entry, checkpoint, proof }
}
