import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { Witness } from '../../../ports/witness.ts'
import { decimal, toBase64, utf8 } from '../log/bytes.ts'
import { cosignedAt } from '../log/checkpoint.ts'
import { parseVerifierKey } from '../log/keys.ts'
import { parseNote } from '../log/note.ts'
import { consistencyProof } from '../log/proofs.ts'
import { readStoredTile } from '../objects.ts'
import { type CheckpointRow, publishedCheckpoint } from '../store.ts'
import { cosignaturesOf, deleteRefusal, insertCosignature, insertRefusal, newestCosigned, refusalOf } from './store.ts'

export type WitnessContext = Pick<Context, 'db' | 'blobs' | 'clock' | 'outside' | 'witnesses'>

const limits = { bytesMax: 65_536, timeoutMs: 5_000 }
const askAgainMs = 60_000

/**
 * Has the newest published checkpoint cosigned by each witness that has not yet (c2sp.org/tlog-witness), all at the same time. One that
 * gave no cosignature rests for a minute, unless `isUrgent`; why is kept, and shown in the state of the log. Never throws for what a
 * witness does.
 */
export async function askWitnesses(ctx: WitnessContext, { isUrgent = false } = {}): Promise<void> {
  const { db, clock, witnesses } = ctx
  if (witnesses.members.length === 0) return
  const published = await publishedCheckpoint(db)
  if (!published) return
  const seen = new Set((await cosignaturesOf(db, published.number)).map(({ witness }) => witness))
  await Promise.all(
    witnesses.members
      .filter(({ key }) => !seen.has(key))
      .map(async (witness) => {
        const refusal = await refusalOf(db, witness.key)
        if (!isUrgent && refusal && clock.nowMs() - refusal.at < askAgainMs) return
        try {
          const cosignature = await cosignatureFrom(ctx, published, witness)
          await db.batch([
            insertCosignature({ number: published.number, witness: witness.key, ...cosignature }),
            deleteRefusal(witness.key),
          ])
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          await db.batch([insertRefusal(witness.key, clock.nowMs(), error.message)])
        }
      }),
  )
}

/** Throws AppError Unavailable `witness_refused`, Invalid `signature_wrong`, and what the way out throws. */
async function cosignatureFrom(ctx: WitnessContext, { size, note }: CheckpointRow, { key, url }: Witness) {
  let oldSize = (await newestCosigned(ctx.db, key))?.size ?? 0
  for (let isAgain = false; ; isAgain = true) {
    const proof = oldSize === 0 ? [] : await consistencyProof(readStoredTile(ctx.blobs), oldSize, size)
    const body = utf8(`old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`)
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    const answer = await ctx.outside.post(`${url}/add-checkpoint`, { body, headers }, limits)
    const text = new TextDecoder().decode(answer.body)
    if (answer.status === 200) return cosignatureIn(text, note, key)
    const said = answer.status === 409 && answer.mimeType === 'text/x.tlog.size' ? decimal(text.trim()) : null
    if (said === null || isAgain) throw refused(`it answered ${answer.status}${reasons[answer.status] ?? ''}`)
    if (said > size) throw refused(`it has seen ${said} entries of this log, and here are ${size}`)
    oldSize = said
  }
}

const reasons: Readonly<Record<number, string>> = {
  403: ', so it does not believe the key of this log',
  404: ', so it does not know this log',
  422: ', so what it has seen before is not the beginning of this log',
}

const refused = (why: string) => new AppError('Unavailable', 'witness_refused', why)

/** The line of the witness, verified; what else is there is passed over. */
async function cosignatureIn(lines: string, note: string, key: string): Promise<{ line: string; at: number }> {
  const verifier = parseVerifierKey(key)
  const mine = lines.split('\n').find((line) => line.startsWith(`— ${verifier.name} `))
  if (mine === undefined) throw refused('it answered without a cosignature of its own')
  const line = `${mine}\n`
  const seconds = await cosignedAt(parseNote(`${note}${line}`), verifier)
  if (seconds === null) throw refused('it answered with a cosignature of another key')
  return { line, at: seconds * 1000 }
}
