import { and, asc, desc, eq, gt, inArray, lt, ne } from 'drizzle-orm'
import { chunk } from '../../kernel/chunk.ts'
import type { Db, Statement } from '../../ports/db.ts'
import { build, reader, statement } from '../../sql/drizzle.ts'
import { organisations, people } from '../accounts/schema.ts'
import { files } from '../files/schema.ts'
import type { AcceptedLevel, VerificationState, WebsiteFinding } from './contract.ts'
import { verificationPapers, verificationRequests } from './schema.ts'

export type RequestRow = typeof verificationRequests.$inferSelect

const applicant = {
  id: organisations.id,
  name: organisations.name,
  kind: organisations.kind,
  verification: organisations.verification,
}
const requests = (db: Db) =>
  reader(db)
    .select({ request: verificationRequests, organisation: applicant })
    .from(verificationRequests)
    .innerJoin(organisations, eq(organisations.id, verificationRequests.organisationId))

export const requestById = (db: Db, id: string) => requests(db).where(eq(verificationRequests.id, id)).get()
export type StoredRequest = NonNullable<Awaited<ReturnType<typeof requestById>>>

interface PageOfRows {
  after: string | undefined
  limit: number
}

/** An organisation's requests, newest first. */
export const requestsOf = (db: Db, organisationId: string, { after, limit }: PageOfRows): Promise<StoredRequest[]> =>
  requests(db)
    .where(
      and(
        eq(verificationRequests.organisationId, organisationId),
        after === undefined ? undefined : lt(verificationRequests.id, after),
      ),
    )
    .orderBy(desc(verificationRequests.id))
    .limit(limit)

/** Everybody's requests: those that wait oldest first, the closed ones newest first. */
export function requestsIn(db: Db, state: VerificationState, { after, limit }: PageOfRows): Promise<StoredRequest[]> {
  const { id } = verificationRequests
  const [beyond, order] = state === 'waiting' ? [gt, asc] : [lt, desc]
  return requests(db)
    .where(and(eq(verificationRequests.state, state), after === undefined ? undefined : beyond(id, after)))
    .orderBy(order(id))
    .limit(limit)
}

/** The papers of each of these requests, in their order. */
export async function papersOf(db: Db, requestIds: readonly string[]) {
  const pieces = await Promise.all(
    chunk(requestIds).map((piece) =>
      reader(db)
        .select({
          requestId: verificationPapers.requestId,
          fileId: files.id,
          name: files.name,
          mimeType: files.mimeType,
          facts: files.facts,
        })
        .from(verificationPapers)
        .innerJoin(files, eq(files.id, verificationPapers.fileId))
        .where(inArray(verificationPapers.requestId, piece))
        .orderBy(asc(verificationPapers.requestId), asc(verificationPapers.position)),
    ),
  )
  return pieces.flat()
}

/** Other organisations that wait or were accepted with the same number of the same country. */
export const sameNumbers = (db: Db, { organisationId, country, numberKey }: RequestRow) =>
  reader(db)
    .selectDistinct({
      organisationId: verificationRequests.organisationId,
      name: organisations.name,
      state: verificationRequests.state,
    })
    .from(verificationRequests)
    .innerJoin(organisations, eq(organisations.id, verificationRequests.organisationId))
    .where(
      and(
        eq(verificationRequests.country, country),
        eq(verificationRequests.numberKey, numberKey),
        ne(verificationRequests.organisationId, organisationId),
        inArray(verificationRequests.state, ['waiting', 'accepted']),
      ),
    )
    .orderBy(asc(verificationRequests.organisationId), asc(verificationRequests.state))

/** Where to tell a person something; nothing for one whose data was erased. */
export const mailboxOf = async (db: Db, personId: string) => {
  const person = await reader(db)
    .select({ email: people.email, language: people.language })
    .from(people)
    .where(eq(people.id, personId))
    .get()
  return person?.email ? { recipient: person.email, language: person.language } : undefined
}

/** The database refuses with `verification_waiting` while another request of the organisation waits. */
export const insertRequest = (
  row: typeof verificationRequests.$inferInsert,
  fileIds: readonly string[],
): Statement[] => [
  statement(build.insert(verificationRequests).values(row)),
  statement(
    build
      .insert(verificationPapers)
      .values(fileIds.map((fileId, position) => ({ requestId: row.id, position, fileId }))),
  ),
]

/** The database refuses each of these with `verification_decided` once the request is closed. */
const change = (id: string, set: Partial<RequestRow>): Statement =>
  statement(build.update(verificationRequests).set(set).where(eq(verificationRequests.id, id)))

export const closeRequest = (
  id: string,
  decision: {
    state: 'accepted' | 'refused'
    level: AcceptedLevel | null
    reason: string
    decidedBy: string | null
    decidedAt: number
  },
): Statement => change(id, decision)
export const withdrawRequest = (id: string): Statement => change(id, { state: 'withdrawn' })
export const noteWebsite = (id: string, websiteFinding: WebsiteFinding, websiteCheckedAt: number): Statement =>
  change(id, { websiteFinding, websiteCheckedAt })
