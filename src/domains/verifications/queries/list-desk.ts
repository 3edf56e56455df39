import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { type DeskItem, DeskQuery } from '../contract.ts'
import { requestsIn } from '../store.ts'
import { instant, instantOrNull } from './views.ts'

/** What lies on the officers' desk, the oldest that waits first; of the closed ones the newest first. */
export async function listDesk(ctx: Pick<Context, 'actor' | 'db' | 'clock'>, input: unknown): Promise<Page<DeskItem>> {
  actingFor(ctx, 'verification.desk')
  const { state, cursor, limit } = parse(DeskQuery, input)
  const rows = await requestsIn(ctx.db, state, { after: cursor, limit: limit + 1 })
  const { items, nextCursor } = toPage(rows, limit, ({ request }) => request.id)
  const nowMs = ctx.clock.nowMs()
  return {
    nextCursor,
    items: items.map(({ request, organisation }) => ({
      id: request.id,
      organisation,
      kind: request.kind,
      legalName: request.legalName,
      country: request.country,
      state: request.state,
      createdAt: instant(request.createdAt),
      decidedAt: instantOrNull(request.decidedAt),
      waitingMs: request.state === 'waiting' ? nowMs - request.createdAt : null,
    })),
  }
}
