import type { Context } from '../../../ports/context.ts'
import type { SeenBy, WitnessStanding } from '../contract.ts'
import { parseVerifierKey } from '../log/keys.ts'
import type { CheckpointRow } from '../store.ts'
import { cosignaturesOf, cosignedCheckpointOver, newestCosigned, refusalOf } from './store.ts'

const nameOf = (key: string): string => parseVerifierKey(key).name

/** A checkpoint with everything that witnesses have put under it. */
export const cosignedNote = async (db: Context['db'], { number, note }: CheckpointRow): Promise<string> =>
  [note, ...(await cosignaturesOf(db, number)).map(({ line }) => line)].join('')

/** Who has cosigned the newest checkpoint over an entry that enough of them have. */
export async function seenOver(
  { db, witnesses: { quorum } }: Pick<Context, 'db' | 'witnesses'>,
  index: number,
): Promise<SeenBy[]> {
  const checkpoint = await cosignedCheckpointOver(db, index, Math.max(1, quorum))
  const lines = checkpoint ? await cosignaturesOf(db, checkpoint.number) : []
  return lines.map(({ witness, at }) => ({ name: nameOf(witness), at: new Date(at).toISOString() }))
}

/** How far each witness is, and why the last one of its answers was none. */
export const witnessesOfLog = ({ db, witnesses }: Pick<Context, 'db' | 'witnesses'>): Promise<WitnessStanding[]> =>
  Promise.all(
    witnesses.members.map(async ({ key }) => {
      const [seen, refusal] = await Promise.all([newestCosigned(db, key), refusalOf(db, key)])
      return {
        name: nameOf(key),
        key,
        seen: seen ? { size: seen.size, at: new Date(seen.at).toISOString() } : null,
        refusal: refusal ? { at: new Date(refusal.at).toISOString(), reason: refusal.reason } : null,
      }
    }),
  )
