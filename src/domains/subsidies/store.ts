import { and, asc, desc, eq, gte, inArray, isNull, lt, lte, ne, or, sql } from 'drizzle-orm'
import { chunk } from '../../kernel/chunk.ts'
import type { Db, Statement } from '../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../sql/drizzle.ts'
import { organisations, people } from '../accounts/schema.ts'
import { documents } from '../files/schema.ts'
import { rightsGrants } from '../licensing/schema.ts'
import { verificationRequests } from '../verifications/schema.ts'
import type { ClaimDraft, ClaimState, Reduction } from './contract.ts'
import {
  subsidyActs,
  subsidyBatchClaims,
  subsidyBatches,
  subsidyClaimScopes,
  subsidyClaims,
  subsidyConflicts,
  subsidyDocuments,
  subsidyFacts,
  subsidyLines,
  subsidyObjections,
  subsidyProgrammes,
  subsidyWindows,
} from './schema.ts'

export type ClaimRow = typeof subsidyClaims.$inferSelect

export interface StoredClaim {
  claim: ClaimRow
  window: typeof subsidyWindows.$inferSelect
  programme: typeof subsidyProgrammes.$inferSelect
  applicant: { id: string; name: string }
}

const claimParts = (db: Db) =>
  reader(db)
    .select({
      claim: subsidyClaims,
      window: subsidyWindows,
      programme: subsidyProgrammes,
      applicant: { id: organisations.id, name: organisations.name },
    })
    .from(subsidyClaims)
    .innerJoin(subsidyWindows, eq(subsidyWindows.id, subsidyClaims.windowId))
    .innerJoin(
      subsidyProgrammes,
      and(
        eq(subsidyProgrammes.code, subsidyWindows.programmeCode),
        eq(subsidyProgrammes.version, subsidyWindows.programmeVersion),
      ),
    )
    .innerJoin(organisations, eq(organisations.id, subsidyClaims.organisationId))

export const claimById = (db: Db, id: string): Promise<StoredClaim | undefined> =>
  claimParts(db).where(eq(subsidyClaims.id, id)).get()
export const claimByNumber = (db: Db, of: { programmeCode: string; year: number; serial: number }) =>
  claimParts(db)
    .where(
      and(
        eq(subsidyClaims.programmeCode, of.programmeCode),
        eq(subsidyClaims.year, of.year),
        eq(subsidyClaims.serial, of.serial),
      ),
    )
    .get()
export async function claimsByIds(db: Db, ids: readonly string[]): Promise<StoredClaim[]> {
  const pages = await Promise.all(chunk(ids).map((piece) => claimParts(db).where(inArray(subsidyClaims.id, piece))))
  return pages.flat()
}
/** An organisation's own, the newest first. */
export const claimsOf = (db: Db, organisationId: string, page: { after: string | undefined; limit: number }) =>
  claimParts(db)
    .where(
      and(
        eq(subsidyClaims.organisationId, organisationId),
        page.after === undefined ? undefined : lt(subsidyClaims.id, page.after),
      ),
    )
    .orderBy(desc(subsidyClaims.id))
    .limit(page.limit)

/** What lies before officers of a department, the oldest first; null is every department. Drafts are nobody's business. */
export const claimsAtDesk = (
  db: Db,
  departmentCode: string | null,
  filter: {
    state?: ClaimState | undefined
    programme?: string | undefined
    year?: number | undefined
    text?: string | undefined
    after: string | undefined
    limit: number
  },
) =>
  claimParts(db)
    .where(
      and(
        sql`${subsidyClaims.serial} IS NOT NULL`,
        departmentCode === null
          ? undefined
          : sql`EXISTS (SELECT 1 FROM json_each(${subsidyProgrammes.body}, '$.departments') WHERE value = ${departmentCode})`,
        filter.state === undefined ? undefined : eq(subsidyClaims.state, filter.state),
        filter.programme === undefined ? undefined : eq(subsidyClaims.programmeCode, filter.programme),
        filter.year === undefined ? undefined : eq(subsidyClaims.year, filter.year),
        filter.text === undefined
          ? undefined
          : sql`(instr(lower(${organisations.name}), lower(${filter.text})) > 0
              OR instr(upper(${subsidyClaims.programmeCode}) || '-' || ${subsidyClaims.year} || '-' || printf('%05d', ${subsidyClaims.serial}), upper(${filter.text})) > 0)`,
        filter.after === undefined ? undefined : sql`${subsidyClaims.id} > ${filter.after}`,
      ),
    )
    .orderBy(asc(subsidyClaims.id))
    .limit(filter.limit)

export const claimsOfWindow = (db: Db, windowId: string, states: readonly ClaimState[]): Promise<StoredClaim[]> =>
  claimParts(db)
    .where(and(eq(subsidyClaims.windowId, windowId), inArray(subsidyClaims.state, [...states])))
    .orderBy(asc(subsidyClaims.serial))
/** Claims that were published for objections, with the act that did it, the newest first. */
export const publishedClaims = (db: Db, limit: number) =>
  reader(db)
    .select({
      claim: subsidyClaims,
      programme: subsidyProgrammes,
      applicant: organisations.name,
      publishedAt: sql<number>`(SELECT max(a.at) FROM subsidy_acts AS a WHERE a.claim_id = ${subsidyClaims.id} AND a.act = 'publish')`,
    })
    .from(subsidyClaims)
    .innerJoin(subsidyWindows, eq(subsidyWindows.id, subsidyClaims.windowId))
    .innerJoin(
      subsidyProgrammes,
      and(
        eq(subsidyProgrammes.code, subsidyWindows.programmeCode),
        eq(subsidyProgrammes.version, subsidyWindows.programmeVersion),
      ),
    )
    .innerJoin(organisations, eq(organisations.id, subsidyClaims.organisationId))
    .where(inArray(subsidyClaims.state, ['published', 'final', 'in_payment', 'paid', 'reported', 'closed']))
    .orderBy(desc(subsidyClaims.publicityEndsOn), desc(subsidyClaims.id))
    .limit(limit)
/** How many claims of a year there are by programme, and what was asked for of those that are not decided. */
export const claimsByProgramme = (db: Db, year: number) =>
  reader(db)
    .select({
      programmeCode: subsidyClaims.programmeCode,
      claims: sql<number>`count(*)`,
      waitingFen: sql<number>`coalesce(sum(CASE WHEN ${subsidyClaims.state} IN ('submitted', 'correction', 'accepted', 'reviewed', 'second_reviewed')
        THEN coalesce(${subsidyClaims.amountFen}, ${subsidyClaims.entitledFen}) END), 0)`,
    })
    .from(subsidyClaims)
    .where(and(eq(subsidyClaims.year, year), sql`${subsidyClaims.serial} IS NOT NULL`))
    .groupBy(subsidyClaims.programmeCode)

export const insertClaim = (row: typeof subsidyClaims.$inferInsert): Statement =>
  statement(build.insert(subsidyClaims).values(row))
/** Changes no row if somebody saved since, so the caller looks at the count. */
export const saveDraftRow = (id: string, revision: number, draft: ClaimDraft): Statement =>
  statement(
    build
      .update(subsidyClaims)
      .set({ draft, revision: revision + 1 })
      .where(
        and(
          eq(subsidyClaims.id, id),
          eq(subsidyClaims.revision, revision),
          inArray(subsidyClaims.state, ['draft', 'correction']),
        ),
      ),
  )
export const setEntitlement = (id: string, entitledFen: number): Statement =>
  statement(build.update(subsidyClaims).set({ entitledFen }).where(eq(subsidyClaims.id, id)))
export const setPublicity = (id: string, publicityEndsOn: string): Statement =>
  statement(build.update(subsidyClaims).set({ publicityEndsOn }).where(eq(subsidyClaims.id, id)))

/**
 * The claim then stands where the act leads. The database refuses with `claim_changed_elsewhere`, `move_not_allowed`,
 * `conflict_of_interest`, `four_eyes`, `window_closed` and others: see the triggers of migrations/0010.
 */
export const insertAct = (row: typeof subsidyActs.$inferInsert): Statement =>
  statement(build.insert(subsidyActs).values(row))
export const actsOf = (db: Db, claimId: string) =>
  reader(db)
    .select({ act: subsidyActs, by: organisations.name, person: people.name })
    .from(subsidyActs)
    .leftJoin(organisations, eq(organisations.id, subsidyActs.organisationId))
    .leftJoin(people, eq(people.id, subsidyActs.personId))
    .where(eq(subsidyActs.claimId, claimId))
    .orderBy(asc(subsidyActs.seq))
/** The reductions of the act that set the amount last. */
export const lastReductions = async (db: Db, claimId: string): Promise<Reduction[]> =>
  (
    await reader(db)
      .select({ reductions: subsidyActs.reductions })
      .from(subsidyActs)
      .where(and(eq(subsidyActs.claimId, claimId), sql`${subsidyActs.amountFen} IS NOT NULL`))
      .orderBy(desc(subsidyActs.seq))
      .limit(1)
      .get()
  )?.reductions ?? []

export const conflictsOf = (db: Db, claimId: string) =>
  reader(db)
    .select({ conflict: subsidyConflicts, person: people.name })
    .from(subsidyConflicts)
    .innerJoin(people, eq(people.id, subsidyConflicts.personId))
    .where(eq(subsidyConflicts.claimId, claimId))
export const insertConflict = (row: typeof subsidyConflicts.$inferInsert): Statement =>
  statement(build.insert(subsidyConflicts).values(row))

export const objectionsOf = (db: Db, claimId: string) =>
  reader(db)
    .select()
    .from(subsidyObjections)
    .where(eq(subsidyObjections.claimId, claimId))
    .orderBy(asc(subsidyObjections.id))
export const insertObjection = (row: typeof subsidyObjections.$inferInsert): Statement =>
  statement(build.insert(subsidyObjections).values(row))
export const answerObjectionRow = (
  id: string,
  answer: { state: 'upheld' | 'dismissed'; answer: string; answeredBy: string | null; answeredAt: number },
): Statement => statement(build.update(subsidyObjections).set(answer).where(eq(subsidyObjections.id, id)))

export const documentsOf = (db: Db, claimId: string) =>
  reader(db)
    .select()
    .from(subsidyDocuments)
    .where(and(eq(subsidyDocuments.claimId, claimId), isNull(subsidyDocuments.removedAt)))
    .orderBy(asc(subsidyDocuments.documentId))
export const insertDocument = (row: typeof subsidyDocuments.$inferInsert): Statement =>
  statement(build.insert(subsidyDocuments).values(row))
export const removeDocumentRow = (documentId: string, at: number): Statement =>
  statement(build.update(subsidyDocuments).set({ removedAt: at }).where(eq(subsidyDocuments.documentId, documentId)))

/** Facts with these keys that still count, each with the claim that holds it. */
export async function heldFacts(db: Db, keys: readonly string[]) {
  const pages = await Promise.all(
    chunk([...new Set(keys)]).map((piece) =>
      reader(db)
        .select({ fact: subsidyFacts, claim: subsidyClaims })
        .from(subsidyFacts)
        .innerJoin(subsidyClaims, eq(subsidyClaims.id, subsidyFacts.claimId))
        .where(and(inArray(subsidyFacts.factKey, piece), eq(subsidyFacts.isReleased, false))),
    ),
  )
  return pages.flat()
}
export const insertFact = (row: typeof subsidyFacts.$inferInsert): Statement =>
  statement(build.insert(subsidyFacts).values(row))
export const setAwarded = (claimId: string, line: number, awardedFen: number): Statement =>
  statement(
    build
      .update(subsidyFacts)
      .set({ awardedFen })
      .where(and(eq(subsidyFacts.claimId, claimId), eq(subsidyFacts.line, line), eq(subsidyFacts.isReleased, false))),
  )
export const insertLine = (row: typeof subsidyLines.$inferInsert): Statement =>
  statement(build.insert(subsidyLines).values(row))
export const insertScope = (claimId: string, scope: string, capFen: number | null): Statement =>
  statement(build.insert(subsidyClaimScopes).values({ claimId, scope, capFen }).onConflictDoNothing())
/** Lines of the last submission. */
export const linesOf = (db: Db, claimId: string) =>
  reader(db)
    .select()
    .from(subsidyLines)
    .where(
      and(
        eq(subsidyLines.claimId, claimId),
        sql`${subsidyLines.round} = (SELECT max(l.round) FROM subsidy_lines AS l WHERE l.claim_id = ${claimId})`,
      ),
    )
    .orderBy(asc(subsidyLines.line))
/** How often a claim was submitted. */
export const roundOf = async (db: Db, claimId: string): Promise<number> =>
  Number(
    (
      await reader(db)
        .select({ n: sql<number>`count(*)` })
        .from(subsidyActs)
        .where(and(eq(subsidyActs.claimId, claimId), eq(subsidyActs.act, 'submit')))
        .get()
    )?.n ?? 0,
  )

const others = {
  id: subsidyClaims.id,
  serial: subsidyClaims.serial,
  programmeCode: subsidyClaims.programmeCode,
  year: subsidyClaims.year,
}
/** Lines of other claims that look alike: the same number of an invoice, or the same amount within 30 days. */
export const linesAlike = (
  db: Db,
  claimId: string,
  line: { numberKey: string; amountMinor: number; currency: string; from: string; to: string },
) =>
  reader(db)
    .select({ line: subsidyLines, claim: others, applicant: organisations.name })
    .from(subsidyLines)
    .innerJoin(subsidyClaims, eq(subsidyClaims.id, subsidyLines.claimId))
    .innerJoin(organisations, eq(organisations.id, subsidyClaims.organisationId))
    .where(
      and(
        ne(subsidyLines.claimId, claimId),
        or(
          and(eq(subsidyLines.numberKey, line.numberKey), ne(subsidyLines.numberKey, '')),
          and(
            eq(subsidyLines.currency, line.currency),
            eq(subsidyLines.amountMinor, line.amountMinor),
            gte(subsidyLines.day, line.from),
            lte(subsidyLines.day, line.to),
          ),
        ),
      ),
    )
    .limit(20)
/** Documents of other claims with the same bytes as one of this claim. */
export const documentsAlike = (db: Db, claimId: string, hashes: readonly string[]) =>
  reader(db)
    .select({
      sha256: documents.sha256,
      name: documents.name,
      requirement: subsidyDocuments.requirement,
      claim: others,
      applicant: organisations.name,
    })
    .from(subsidyDocuments)
    .innerJoin(documents, eq(documents.id, subsidyDocuments.documentId))
    .innerJoin(subsidyClaims, eq(subsidyClaims.id, subsidyDocuments.claimId))
    .innerJoin(organisations, eq(organisations.id, subsidyClaims.organisationId))
    .where(
      and(
        ne(subsidyDocuments.claimId, claimId),
        isNull(subsidyDocuments.removedAt),
        inArray(documents.sha256, hashes.slice(0, 90)),
      ),
    )
    .limit(50)

/** Names under which the applicant's papers were accepted. */
export const legalNamesOf = async (db: Db, organisationId: string): Promise<string[]> =>
  (
    await reader(db)
      .select({ name: verificationRequests.legalName })
      .from(verificationRequests)
      .where(and(eq(verificationRequests.organisationId, organisationId), eq(verificationRequests.state, 'accepted')))
  ).map(({ name }) => name)
/** Whether a grant is a licence out of this work that is in force. */
export const isLicenceOut = async (db: Db, grantId: string, workId: string | null): Promise<boolean> => {
  const grant = await reader(db).select().from(rightsGrants).where(eq(rightsGrants.id, grantId)).get()
  return grant?.workId === workId && grant.type === 'out' && grant.state === 'in_force'
}

export const insertBatch = (row: typeof subsidyBatches.$inferInsert): Statement =>
  statement(build.insert(subsidyBatches).values(row))
export const insertBatchClaim = (row: typeof subsidyBatchClaims.$inferInsert): Statement =>
  statement(build.insert(subsidyBatchClaims).values(row))
/** The newest first. */
export const batchRows = (db: Db, limit: number) =>
  reader(db).select().from(subsidyBatches).orderBy(desc(subsidyBatches.id)).limit(limit)
export const batchById = (db: Db, id: string) =>
  reader(db).select().from(subsidyBatches).where(eq(subsidyBatches.id, id)).get()
export const batchClaims = (db: Db, ids: readonly string[]) =>
  reader(db)
    .select({ item: subsidyBatchClaims, claim: others, applicant: organisations.name, body: subsidyProgrammes.body })
    .from(subsidyBatchClaims)
    .innerJoin(subsidyClaims, eq(subsidyClaims.id, subsidyBatchClaims.claimId))
    .innerJoin(organisations, eq(organisations.id, subsidyClaims.organisationId))
    .innerJoin(subsidyWindows, eq(subsidyWindows.id, subsidyClaims.windowId))
    .innerJoin(
      subsidyProgrammes,
      and(
        eq(subsidyProgrammes.code, subsidyWindows.programmeCode),
        eq(subsidyProgrammes.version, subsidyWindows.programmeVersion),
      ),
    )
    .where(inArray(subsidyBatchClaims.batchId, ids.slice(0, 90)))
    .orderBy(asc(subsidyClaims.programmeCode), asc(subsidyClaims.serial))

/** Of a claim that is decided: the leaf of the log names it by its number, which the same batch may have given. */
export const numberOfClaim = (id: string): Statement =>
  rawStatement(
    sql`SELECT upper(programme_code) || '-' || year || '-' || printf('%05d', serial) FROM ${subsidyClaims} WHERE id = ${id}`,
  )
