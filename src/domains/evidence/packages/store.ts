import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import type { CustodyEntry } from './contract.ts'
import { evidenceCustody, evidencePackageFiles, evidencePackages } from './schema.ts'

export type PackageRow = typeof evidencePackages.$inferSelect
export type PackageFileRow = typeof evidencePackageFiles.$inferSelect

export const packageById = (db: Db, id: string): Promise<PackageRow | undefined> =>
  reader(db).select().from(evidencePackages).where(eq(evidencePackages.id, id)).get()
export const packagesOfCheck = (db: Db, checkId: string): Promise<PackageRow[]> =>
  reader(db)
    .select()
    .from(evidencePackages)
    .where(eq(evidencePackages.checkId, checkId))
    .orderBy(asc(evidencePackages.matchIndex))
export const insertPackage = (row: typeof evidencePackages.$inferInsert): Statement =>
  statement(build.insert(evidencePackages).values(row))
export const markMade = (id: string, manifestSha256: string, nowMs: number): Statement =>
  statement(
    build
      .update(evidencePackages)
      .set({ manifestSha256, madeAt: nowMs })
      .where(and(eq(evidencePackages.id, id), isNull(evidencePackages.madeAt))),
  )

/** The one that is served: the last. */
export const fileOfPackage = (db: Db, packageId: string): Promise<PackageFileRow | undefined> =>
  reader(db)
    .select()
    .from(evidencePackageFiles)
    .where(eq(evidencePackageFiles.packageId, packageId))
    .orderBy(desc(evidencePackageFiles.storedAt))
    .limit(1)
    .get()
export const insertPackageFile = (row: typeof evidencePackageFiles.$inferInsert): Statement =>
  statement(build.insert(evidencePackageFiles).values(row))

/** The first first. */
export async function custodyOf(db: Db, packageId: string): Promise<CustodyEntry[]> {
  const rows = await reader(db)
    .select()
    .from(evidenceCustody)
    .where(eq(evidenceCustody.packageId, packageId))
    .orderBy(asc(evidenceCustody.seq))
  return rows.map(({ packageId: _, at, ...row }) => ({ ...row, at: new Date(at).toISOString() }))
}
/** Fails the batch with `custody_moved_on` where somebody else's entry came first. */
export const insertCustody = (packageId: string, entries: readonly CustodyEntry[]): Statement[] =>
  entries.map(({ at, ...entry }) =>
    statement(build.insert(evidenceCustody).values({ packageId, at: Date.parse(at), ...entry })),
  )
