import type { Context } from '../../ports/context.ts'
import type { Statement } from '../../ports/db.ts'
import { hashSecret, mailStatements, newSecret } from '../accounts/index.ts'
import type { Party, Seat, Side } from './contract.ts'
import { isSide } from './facts.ts'
import { type CaseRow, insertLink, personMailbox } from './store.ts'

const linkLifeMs = 365 * 86_400_000

type NewsContext = Pick<Context, 'clock' | 'queue' | 'origin' | 'db'>

/** Where a side enters: by its account, or by a link of its own that needs none. The secret stands behind the #. */
export function entryLink(
  ctx: Pick<Context, 'clock' | 'origin'>,
  row: CaseRow,
  side: Side,
): { link: string; statements: Statement[] } {
  const organisationId = side === 'applicant' ? row.applicantOrganisationId : row.respondentOrganisationId
  if (organisationId !== null) return { link: `${ctx.origin}/mediation/${row.id}`, statements: [] }
  const secret = newSecret()
  const nowMs = ctx.clock.nowMs()
  return {
    link: `${ctx.origin}/mediation/enter#${secret}`,
    statements: [
      insertLink({
        tokenHash: hashSecret(secret),
        caseId: row.id,
        seat: side,
        createdAt: nowMs,
        expiresAt: nowMs + linkLifeMs,
      }),
    ],
  }
}

/** Tells each of these that there is something for them; what, is in the case alone. The committee has its desk. */
export async function newsStatements(
  ctx: NewsContext,
  row: CaseRow,
  parties: Record<Side, Party>,
  whom: readonly Seat[],
): Promise<Statement[]> {
  const all = await Promise.all(
    whom.map(async (seat) => {
      if (isSide(seat)) {
        const { email, language } = parties[seat]
        const { link, statements } = entryLink(ctx, row, seat)
        const values = { number: row.number, link }
        return [...statements, ...mailStatements(ctx, { kind: 'mediation_news', recipient: email, language, values })]
      }
      const mailbox = seat === 'mediator' && row.mediatorId ? await personMailbox(ctx.db, row.mediatorId) : undefined
      if (!mailbox?.email) return []
      const values = { number: row.number, link: `${ctx.origin}/mediation/${row.id}` }
      const { email: recipient, language } = mailbox
      return mailStatements(ctx, { kind: 'mediation_news', recipient, language, values })
    }),
  )
  return all.flat()
}
