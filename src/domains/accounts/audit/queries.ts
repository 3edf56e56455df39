import { forbidden } from '../../../kernel/errors.ts'
import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { type Acting, actingFor } from '../acting.ts'
import { type AuditEntryView, AuditQuery } from '../contract.ts'
import { relationsOf } from '../rules.ts'
import { type AuditFilter, auditRows } from './store.ts'

type Scope = 'mine' | 'organisation' | 'all'

/**
 * Newest first. `mine`: what one did, or what was done to one; `organisation`: for or to the organisation; `all`: everything.
 * Throws Forbidden `role_may_not`, `second_factor_needed`.
 */
export async function listAudit(ctx: Pick<Context, 'actor' | 'db'>, input: unknown): Promise<Page<AuditEntryView>> {
  const acting = actingFor(ctx, 'audit.read')
  const { scope, action, subjectId, cursor, limit } = parse(AuditQuery, input)
  const rows = await auditRows(ctx.db, {
    ...scopeOf(ctx, acting, scope),
    action,
    subjectId,
    before: cursor,
    limit: limit + 1,
  })
  const { items, nextCursor } = toPage(rows, limit, ({ entry }) => entry.id)
  return { nextCursor, items: items.map((row) => entryView(row, acting)) }
}

function scopeOf(
  { actor }: Pick<Context, 'actor'>,
  { personId, organisationId, everywhere }: Acting,
  scope: Scope,
): Pick<AuditFilter, 'personId' | 'organisationId'> {
  if (scope === 'mine') {
    if (personId === null) throw forbidden('role_may_not', 'Only a person has entries of their own')
    return { personId }
  }
  if (everywhere) return scope === 'all' ? {} : { organisationId }
  const relations = actor.kind === 'person' ? relationsOf('audit.read', actor) : new Set()
  if (scope === 'organisation' && relations.has('own')) return { organisationId }
  if (relations.has('any')) throw forbidden('second_factor_needed', 'This needs a second factor')
  throw forbidden('role_may_not', 'Your role in this organisation may not read this')
}

type AuditRow = Awaited<ReturnType<typeof auditRows>>[number]

/** Where somebody came from is shown to themselves and to those who watch over everything. */
function entryView(
  { entry, personName, organisation, address }: AuditRow,
  { personId, everywhere }: Acting,
): AuditEntryView {
  const isOwn = entry.personId !== null && entry.personId === personId
  return {
    id: entry.id,
    at: new Date(entry.at).toISOString(),
    actorKind: entry.actorKind,
    person: entry.personId !== null && personName ? { id: entry.personId, name: personName } : null,
    tokenId: entry.tokenId,
    organisation:
      entry.organisationId !== null && organisation !== null ? { id: entry.organisationId, name: organisation } : null,
    action: entry.action,
    subjectId: entry.subjectId,
    before: entry.before,
    after: entry.after,
    details: entry.details,
    requestId: entry.requestId,
    address: isOwn || everywhere ? address : null,
  }
}
