import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { byAddress, countAttempt } from '../../accounts/index.ts'
import { EnterInput, type EnterView } from '../contract.ts'
import { moves } from '../rules.ts'
import { sideOfKey } from '../seated.ts'
import { caseById, entriesOf } from '../store.ts'
import { entryStatements } from './enter-entry.ts'

/**
 * Opens a case by the link in a mail. With `joins`, whoever is signed in takes the side's place for their studio or buyer's
 * organisation, once; else the link is enough.
 * Throws NotFound `case_link_not_found`; Conflict `move_not_allowed`, `check_failed` (the organisation is the other side); LimitReached.
 */
export async function enterByLink(ctx: Context, input: unknown): Promise<EnterView> {
  const { token, joins } = parse(EnterInput, input)
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const side = await sideOfKey(ctx, token)
  const row = side && (await caseById(ctx.db, side.caseId))
  if (!row) throw notFound('case_link')
  const { actor } = ctx
  const organisationId = side.seat === 'applicant' ? row.applicantOrganisationId : row.respondentOrganisationId
  const mayJoin = actor.kind === 'person' && ['studio', 'buyer'].includes(actor.organisationKind)
  if (joins && mayJoin && organisationId === null && isOpenTo(row.state)) {
    const entries = await entriesOf(ctx.db, row.id)
    const act = { move: 'join', organisationId: actor.organisationId } as const
    const seated = { row, seat: side.seat, personId: actor.personId }
    const { statements } = await entryStatements(ctx, seated, entries, { state: row.state, audience: 'all' }, act)
    await ctx.db.batch(statements)
  }
  return { caseId: row.id, seat: side.seat }
}

const isOpenTo = (state: string): boolean => (moves.join.from as readonly string[]).includes(state)
