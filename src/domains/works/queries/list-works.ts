import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, listedFor } from '../../accounts/index.ts'
import { type WorkListItem, WorkListQuery } from '../contract.ts'
import { ownWorks } from '../store.ts'
import { posterObjects } from './poster.ts'

/** The organisation's works, newest first; `query` is any part of the title. */
export async function listWorks(ctx: Pick<Context, 'actor' | 'db'>, input: unknown): Promise<Page<WorkListItem>> {
  const listed = listedFor(actingFor(ctx, 'work.read'))
  const { query, cursor, limit } = parse(WorkListQuery, input)
  const rows = await ownWorks(ctx.db, listed, {
    before: cursor,
    titlePart: query || undefined,
    limit: limit + 1,
  })
  const { items, nextCursor } = toPage(rows, limit, ({ work }) => work.id)
  const faces = await posterObjects(
    ctx,
    items.map(({ work, version }) => ({ workId: work.id, version })),
  )
  return {
    nextCursor,
    items: items.map(({ work, state, title, updatedAt }) => ({
      id: work.id,
      kind: work.kind,
      title,
      state: work.registrationNumber === null ? 'draft' : state === 'draft' ? 'amending' : 'registered',
      registrationNumber: work.registrationNumber,
      registeredAt: work.registeredAt === null ? null : new Date(work.registeredAt).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
      fileCount: faces.get(work.id)?.fileCount ?? 0,
      hasPoster: (faces.get(work.id)?.posterSha256 ?? null) !== null,
    })),
  }
}
