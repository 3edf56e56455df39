import { notFound } from '../../../kernel/errors.ts'
import type { BlobBody, ByteRange } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { documentContent } from '../../files/index.ts'
import { registeredVersion } from '../../works/index.ts'
import { claimNumber } from '../rules.ts'
import { documentsOf, publishedClaims } from '../store.ts'
import { readableClaim } from './reach.ts'

const listedMax = 200

/** What is published for objections and what came of it, the newest first: for anyone. */
export async function listPublicity(ctx: Pick<Context, 'db'>) {
  const rows = await publishedClaims(ctx.db, listedMax)
  return {
    items: await Promise.all(
      rows.map(async ({ claim, programme, applicant, publishedAt }) => {
        const work = claim.draft.workId === null ? null : await registeredVersion(ctx, claim.draft.workId)
        return {
          number: claimNumber(claim) ?? '',
          programmeCode: programme.code,
          programmeTitle: programme.body.title,
          applicant,
          subject: work?.title ?? claim.draft.subject,
          amountFen: claim.amountFen ?? 0,
          state: claim.state === 'published' ? ('published' as const) : ('final' as const),
          publishedAt: new Date(publishedAt).toISOString(),
          objectionsUntil: claim.publicityEndsOn ?? '',
        }
      }),
    ),
  }
}

/** The bytes of a document of a claim. Throws NotFound `claim_not_found`, `document_not_found`. */
export async function claimDocumentContent(
  ctx: Pick<Context, 'actor' | 'db' | 'blobs'>,
  id: string,
  documentId: string,
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> {
  await readableClaim(ctx, id)
  if (!(await documentsOf(ctx.db, id)).some((one) => one.documentId === documentId)) throw notFound('document')
  return documentContent(ctx, documentId, range)
}
