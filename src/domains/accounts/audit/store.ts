import { and, desc, eq, inArray, lt, or } from 'drizzle-orm'
import { chunk } from '../../../kernel/chunk.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Context } from '../../../ports/context.ts'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import { auditAddresses, auditEntries, organisations, people } from '../schema.ts'

export interface AuditNote {
  action: string
  subjectId: string
  /** For whom, where that is not the actor's own organisation: its leaders read the entry too. */
  organisationId?: string
  /** What changed, as it was and as it is. Ids, codes and numbers: never a name, an e-mail or other personal data. */
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  details?: Record<string, unknown>
}

type AuditContext = Pick<Context, 'actor' | 'clock' | 'requestId' | 'caller'>

/** For the caller's own batch: the decision and its entry stand or fall together. */
export function auditStatements(ctx: AuditContext, note: AuditNote): Statement[] {
  const { actor, clock, requestId, caller } = ctx
  const at = clock.nowMs()
  const id = newId('aud', at)
  const entry = {
    id,
    at,
    personId: actor.kind === 'person' ? actor.personId : null,
    tokenId: actor.kind === 'token' ? actor.tokenId : null,
    organisationId: note.organisationId ?? ('organisationId' in actor ? actor.organisationId : null),
    actorKind: actor.kind,
    action: note.action,
    subjectId: note.subjectId,
    before: note.before ?? null,
    after: note.after ?? null,
    details: note.details ?? {},
    requestId,
  }
  return [
    statement(build.insert(auditEntries).values(entry)),
    ...(caller.address === ''
      ? []
      : [statement(build.insert(auditAddresses).values({ entryId: id, at, address: caller.address }))]),
  ]
}

export interface AuditFilter {
  /** What this person did, or what was done to them. */
  personId?: string
  /** What was done for this organisation, or what was done to it. */
  organisationId?: string
  action?: string | undefined
  subjectId?: string | undefined
  before?: string | undefined
  limit: number
}

/** Newest first. */
export const auditRows = (db: Db, filter: AuditFilter) =>
  reader(db)
    .select({
      entry: auditEntries,
      address: auditAddresses.address,
      personName: people.name,
      organisation: organisations.name,
    })
    .from(auditEntries)
    .leftJoin(auditAddresses, eq(auditAddresses.entryId, auditEntries.id))
    .leftJoin(people, eq(people.id, auditEntries.personId))
    .leftJoin(organisations, eq(organisations.id, auditEntries.organisationId))
    .where(
      and(
        filter.personId === undefined
          ? undefined
          : or(eq(auditEntries.personId, filter.personId), eq(auditEntries.subjectId, filter.personId)),
        filter.organisationId === undefined
          ? undefined
          : or(
              eq(auditEntries.organisationId, filter.organisationId),
              eq(auditEntries.subjectId, filter.organisationId),
            ),
        filter.action === undefined ? undefined : eq(auditEntries.action, filter.action),
        filter.subjectId === undefined ? undefined : eq(auditEntries.subjectId, filter.subjectId),
        filter.before === undefined ? undefined : lt(auditEntries.id, filter.before),
      ),
    )
    .orderBy(desc(auditEntries.id))
    .limit(filter.limit)

/** Addresses that are still whole though they came before `beforeMs`. */
export const wholeAddresses = (db: Db, beforeMs: number, limit: number) =>
  reader(db)
    .select()
    .from(auditAddresses)
    .where(and(eq(auditAddresses.isShortened, false), lt(auditAddresses.at, beforeMs)))
    .limit(limit)

export const shortenAddressRow = (entryId: string, address: string): Statement =>
  statement(build.update(auditAddresses).set({ address, isShortened: true }).where(eq(auditAddresses.entryId, entryId)))

/** Every address that a person came from. */
export async function deleteAddressesOf(db: Db, personId: string): Promise<Statement[]> {
  const rows = await reader(db)
    .select({ id: auditEntries.id })
    .from(auditEntries)
    .where(eq(auditEntries.personId, personId))
  return chunk(rows.map(({ id }) => id)).map((ids) =>
    statement(build.delete(auditAddresses).where(inArray(auditAddresses.entryId, ids))),
  )
}
