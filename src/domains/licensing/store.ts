import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../sql/drizzle.ts'
import type { LanguageMode } from './contract.ts'
import { rightsGrantLanguages, rightsGrantMedia, rightsGrants, rightsGrantTerritories } from './schema.ts'

export type GrantRow = typeof rightsGrants.$inferSelect

export type NewGrantRow = Omit<GrantRow, 'state' | 'terminatedOn'>

/** The leaves that a licence out covers. */
export interface Coverage {
  territories: readonly string[]
  media: readonly string[]
  languages: readonly { tag: string; mode: LanguageMode }[]
}

export const grantById = (db: Db, id: string) =>
  reader(db)
    .select()
    .from(rightsGrants)
    .where(and(eq(rightsGrants.id, id), eq(rightsGrants.state, 'in_force')))
    .get()

/** In the order of their entry. */
export const grantsOfWork = (db: Db, workId: string): Promise<GrantRow[]> =>
  reader(db)
    .select()
    .from(rightsGrants)
    .where(and(eq(rightsGrants.workId, workId), eq(rightsGrants.state, 'in_force')))
    .orderBy(asc(rightsGrants.entry))

/** Lists go in as JSON: a worldwide licence has more territories than a statement may have parameters. */
export function insertGrant(
  row: Omit<typeof rightsGrants.$inferInsert, 'state'>,
  coverage: Coverage | null,
): Statement[] {
  const { id } = row
  return [
    statement(build.insert(rightsGrants).values({ ...row, state: 'entering' })),
    ...(coverage
      ? [
          rawStatement(sql`INSERT INTO ${rightsGrantTerritories} (grant_id, territory)
            SELECT ${id}, value FROM json_each(${JSON.stringify(coverage.territories)})`),
          rawStatement(sql`INSERT INTO ${rightsGrantMedia} (grant_id, medium)
            SELECT ${id}, value FROM json_each(${JSON.stringify(coverage.media)})`),
          rawStatement(sql`INSERT INTO ${rightsGrantLanguages} (grant_id, tag, mode)
            SELECT ${id}, value ->> 'tag', value ->> 'mode' FROM json_each(${JSON.stringify(coverage.languages)})`),
        ]
      : []),
    statement(build.update(rightsGrants).set({ state: 'in_force' }).where(eq(rightsGrants.id, id))),
  ]
}

export const terminate = (id: string, terminatedOn: string, lastDay: number): Statement =>
  statement(build.update(rightsGrants).set({ terminatedOn, lastDay }).where(eq(rightsGrants.id, id)))
