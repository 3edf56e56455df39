import { type Page, pageQuery, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, listedFor } from '../../accounts/index.ts'
import { fileViews } from '../../files/index.ts'
import type { CheckListItem } from '../contract.ts'
import { checkState } from '../rules.ts'
import { checksOf } from '../store.ts'

/** The organisation's checks, newest first. */
export async function listChecks(
  ctx: Pick<Context, 'actor' | 'db' | 'queue'>,
  input: unknown,
): Promise<Page<CheckListItem>> {
  const listed = listedFor(actingFor(ctx, 'check.read'))
  const { cursor, limit } = parse(pageQuery, input)
  const rows = await checksOf(ctx.db, listed, { before: cursor, limit: limit + 1 })
  const { items, nextCursor } = toPage(rows, limit, ({ check }) => check.id)
  const views = await fileViews(
    ctx,
    items.map(({ check }) => check.fileId),
  )
  const files = new Map(views.map((view) => [view.id, view.state]))
  const jobs = await ctx.queue.standings(items.map(({ check }) => check.id))
  return {
    nextCursor,
    items: items.map(({ check, fileName, kind }) => ({
      id: check.id,
      state: checkState(check.state, files.get(check.fileId) ?? 'failed', jobs.get(check.id)?.dead === true),
      fileName,
      kind,
      createdAt: new Date(check.createdAt).toISOString(),
      matchCount: check.result?.length ?? 0,
    })),
  }
}
