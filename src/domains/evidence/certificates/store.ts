import { and, asc, count, desc, eq, isNull } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import { certificateKeys, certificateObstacles, certificateRevocations, certificates } from './schema.ts'

export type CertificateKeyRow = typeof certificateKeys.$inferSelect
export type CertificateRow = typeof certificates.$inferSelect
export type RevocationRow = typeof certificateRevocations.$inferSelect

export const currentKeyOf = (db: Db, purpose: CertificateKeyRow['purpose']) =>
  reader(db)
    .select()
    .from(certificateKeys)
    .where(and(eq(certificateKeys.purpose, purpose), isNull(certificateKeys.retiredAt)))
    .get()

/** The newest first. */
export const keysOf = (db: Db, purpose: CertificateKeyRow['purpose']): Promise<CertificateKeyRow[]> =>
  reader(db)
    .select()
    .from(certificateKeys)
    .where(eq(certificateKeys.purpose, purpose))
    .orderBy(desc(certificateKeys.createdAt), asc(certificateKeys.id))

export const insertKey = (row: typeof certificateKeys.$inferInsert): Statement =>
  statement(build.insert(certificateKeys).values(row))

export const retireKey = (id: string, nowMs: number): Statement =>
  statement(
    build
      .update(certificateKeys)
      .set({ retiredAt: nowMs })
      .where(and(eq(certificateKeys.id, id), isNull(certificateKeys.retiredAt))),
  )

/** Nothing happens where the key was sealed anew meanwhile. */
export const resealKey = (id: string, before: string, after: string): Statement =>
  statement(
    build
      .update(certificateKeys)
      .set({ privateKey: after })
      .where(and(eq(certificateKeys.id, id), eq(certificateKeys.privateKey, before))),
  )

export interface KnownCertificate {
  certificate: CertificateRow
  revocation: RevocationRow | null
}

const known = (db: Db) =>
  reader(db)
    .select({ certificate: certificates, revocation: certificateRevocations })
    .from(certificates)
    .leftJoin(certificateRevocations, eq(certificateRevocations.number, certificates.number))

export const certificateByNumber = (db: Db, number: string): Promise<KnownCertificate | undefined> =>
  known(db).where(eq(certificates.number, number)).get()
export const certificateBySha256 = (db: Db, sha256: string): Promise<KnownCertificate | undefined> =>
  known(db).where(eq(certificates.sha256, sha256)).get()
/** The newest first. */
export const certificatesOfWork = (db: Db, workId: string): Promise<KnownCertificate[]> =>
  known(db).where(eq(certificates.workId, workId)).orderBy(desc(certificates.serial))

export const insertCertificate = (row: typeof certificates.$inferInsert): Statement[] => [
  statement(build.insert(certificates).values(row)),
  statement(
    build
      .delete(certificateObstacles)
      .where(and(eq(certificateObstacles.workId, row.workId), eq(certificateObstacles.version, row.version))),
  ),
]

/** The database refuses with Conflict `taken:…` where it was revoked already. */
export const insertRevocation = (row: typeof certificateRevocations.$inferInsert): Statement =>
  statement(build.insert(certificateRevocations).values(row))

export const obstacleOf = (db: Db, workId: string, version: number) =>
  reader(db)
    .select()
    .from(certificateObstacles)
    .where(and(eq(certificateObstacles.workId, workId), eq(certificateObstacles.version, version)))
    .get()
export const putObstacle = (row: typeof certificateObstacles.$inferInsert): Statement =>
  statement(
    build
      .insert(certificateObstacles)
      .values(row)
      .onConflictDoUpdate({
        target: [certificateObstacles.workId, certificateObstacles.version],
        set: { code: row.code, details: row.details, at: row.at },
      }),
  )

export const certificateCount = async (db: Db): Promise<number> =>
  (await reader(db).select({ count: count() }).from(certificates).get())?.count ?? 0

export const isStatusTaken = async (db: Db, list: number, index: number): Promise<boolean> =>
  (await reader(db)
    .select({ number: certificates.number })
    .from(certificates)
    .where(and(eq(certificates.statusList, list), eq(certificates.statusIndex, index)))
    .get()) !== undefined

/** The places in a list of what was revoked. */
export const revokedIn = async (db: Db, list: number): Promise<number[]> =>
  (
    await reader(db)
      .select({ index: certificates.statusIndex })
      .from(certificateRevocations)
      .innerJoin(certificates, eq(certificates.number, certificateRevocations.number))
      .where(eq(certificates.statusList, list))
      .orderBy(asc(certificates.statusIndex))
  ).map(({ index }) => index)
