import { AppError, conflict } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { countAttempt } from '../../accounts/index.ts'
import { acceptDocument } from '../../files/index.ts'
import { type CaseView, DocumentInput } from '../contract.ts'
import { isSide } from '../facts.ts'
import { caseView } from '../queries/read-case.ts'
import { mayMove } from '../rules.ts'
import { seatIn, sideOfKey } from '../seated.ts'
import { entriesOf } from '../store.ts'
import { requireRevision } from './act.ts'
import { entryStatements } from './enter-entry.ts'

/** What a guest uploads is kept by the committee. */
const committee = 'org_mediation'
/** Of each seat in one case. */
export const documentsMax = 60

/** For whom somebody without an account uploads, by the key of a case: null where the key opens none. */
export const guestUploader = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  key: string | undefined,
): Promise<string | null> => ((await sideOfKey(ctx, key)) ? committee : null)

/**
 * Hands in a document; with `audience` mediator it is for the mediator alone. Throws like `seatIn`; Forbidden `seat_may_not`;
 * Conflict `case_changed`, `move_not_allowed`, `case_documents_full`, `upload_incomplete`; NotFound `upload_not_found`; Invalid
 * `file_empty`, `file_too_large`.
 */
export async function handIn(ctx: Context, id: string, key: string | undefined, input: unknown): Promise<CaseView> {
  const seated = await seatIn(ctx, 'mediation.act', id, key)
  const { seat, personId, row } = seated
  const { revision, uploadId, note, audience } = parse(DocumentInput, input)
  await countAttempt(ctx, 'mediation.case', id)
  const entries = await entriesOf(ctx.db, id)
  requireRevision(entries, revision)
  if (seat === 'secretary') throw new AppError('Forbidden', 'seat_may_not', 'The secretary hands in nothing')
  if (!mayMove('hand_in', seat, row.state))
    throw conflict('move_not_allowed', `Nothing is handed in while ${row.state}`)
  if (entries.filter((entry) => entry.act.move === 'hand_in' && entry.seat === seat).length >= documentsMax) {
    throw conflict('case_documents_full', `More than ${documentsMax} documents are not read by anybody`)
  }
  const document = await acceptDocument(ctx, { organisationId: uploaderOf(ctx), personId }, uploadId)
  const act = { move: 'hand_in', documentId: document.id, note } as const
  const to = { state: row.state, audience: audience === 'mediator' && isSide(seat) ? seat : ('all' as const) }
  const made = await entryStatements(ctx, seated, entries, to, act)
  await ctx.db.batch([...document.statements, ...made.statements])
  return caseView(ctx, seated, [...entries, made.entry])
}

const uploaderOf = ({ actor }: Pick<Context, 'actor'>): string =>
  'organisationId' in actor ? actor.organisationId : committee
