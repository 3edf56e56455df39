import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { type VerificationListItem, VerificationsQuery } from '../contract.ts'
import { requestsOf } from '../store.ts'
import { viewsOf } from './views.ts'

/** One's own organisation's requests, newest first; an officer sees those of others at the desk. */
export async function listVerifications(
  ctx: Pick<Context, 'actor' | 'db'>,
  input: unknown,
): Promise<Page<VerificationListItem>> {
  const { organisationId } = actingFor(ctx, 'verification.read')
  const { cursor, limit } = parse(VerificationsQuery, input)
  const rows = await requestsOf(ctx.db, organisationId, { after: cursor, limit: limit + 1 })
  const { items, nextCursor } = toPage(rows, limit, ({ request }) => request.id)
  return { items: await viewsOf(ctx, items), nextCursor }
}
