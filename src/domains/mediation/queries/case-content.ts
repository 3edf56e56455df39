import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { ByteRange } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { documentContent } from '../../files/index.ts'
import { shownFrame, shownMedia, shownPassages } from '../../fingerprints/index.ts'
import { EvidenceFrameQuery, EvidencePassageQuery } from '../contract.ts'
import type { Entry, StoredAct } from '../facts.ts'
import { calendarOf } from '../papers/calendar.ts'
import { seatIn } from '../seated.ts'
import { entriesOf } from '../store.ts'
import { maySee } from '../visible.ts'

type Key = string | undefined
type Of<M extends StoredAct['move']> = Extract<StoredAct, { move: M }>

/** An entry that the asker's seat may see. Throws like `seatIn`, and NotFound `entry_not_found`. */
async function seenEntry<M extends StoredAct['move']>(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  id: string,
  key: Key,
  move: M,
  isIt: (entry: Entry) => boolean,
): Promise<{ act: Of<M>; number: string }> {
  const { row, seat } = await seatIn(ctx, 'mediation.read', id, key)
  const entries = await entriesOf(ctx.db, id)
  const entry = entries.find((one) => one.act.move === move && isIt(one) && maySee(one, seat))
  if (!entry) throw notFound('entry')
  // Its move was compared in the line above.
  return { act: entry.act as Of<M>, number: row.number }
}

const at = (revision: number) => (entry: Entry) => entry.revision === revision

/** The bytes of a document of the case. Throws as `seenEntry`, and NotFound `document_not_found` while it is not stored. */
export async function caseDocument(ctx: Context, id: string, key: Key, documentId: string, range?: ByteRange) {
  await seenEntry(ctx, id, key, 'hand_in', ({ act }) => act.move === 'hand_in' && act.documentId === documentId)
  return documentContent(ctx, documentId, range)
}

/** One frame of the evidence, of either side. Throws as `seenEntry`, and NotFound `frame_not_found`. */
export async function evidenceFrame(ctx: Context, id: string, key: Key, revision: number, input: unknown) {
  const { act } = await seenEntry(ctx, id, key, 'show', at(revision))
  return shownFrame(ctx, act, parse(EvidenceFrameQuery, input))
}

/** The copy that is shown, to be played. */
export async function evidenceMedia(ctx: Context, id: string, key: Key, revision: number, range?: ByteRange) {
  const { act } = await seenEntry(ctx, id, key, 'show', at(revision))
  return shownMedia(ctx, act, range)
}

/** The words of one segment on both sides. */
export async function evidencePassages(ctx: Context, id: string, key: Key, revision: number, input: unknown) {
  const { act } = await seenEntry(ctx, id, key, 'show', at(revision))
  return shownPassages(ctx, act, parse(EvidencePassageQuery, input).segment)
}

/** A session as a calendar file. */
export async function sessionCalendar(ctx: Context, id: string, key: Key, revision: number): Promise<string> {
  const { act, number } = await seenEntry(ctx, id, key, 'schedule', at(revision))
  return calendarOf({
    uid: `${id}-${revision}@qianyin`,
    number,
    link: `${ctx.origin}/mediation/${id}`,
    stampMs: ctx.clock.nowMs(),
    ...act,
  })
}
