import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements, newSecret } from '../../accounts/index.ts'
import { ownFile } from '../../files/index.ts'
import { VerificationInput, type VerificationView } from '../contract.ts'
import { readVerification } from '../queries/read-verification.ts'
import { mistakesIn, normalisedNumber, numberKey, websiteOf } from '../rules.ts'
import { insertRequest } from '../store.ts'

const websiteCodeCharacters = 20

/**
 * Asks an officer to check the organisation's papers.
 * Throws Invalid `input_invalid` with every mistake, NotFound `file_not_found`, Conflict `verification_waiting`.
 */
export async function requestVerification(ctx: Context, input: unknown): Promise<VerificationView> {
  const { organisationId, personId } = actingFor(ctx, 'verification.request')
  const request = parse(VerificationInput, input)
  const { kind, legalName, fileIds } = request
  const papers = await Promise.all(fileIds.map((fileId) => ownPaper(ctx, organisationId, fileId)))
  const country = request.kind === 'business_licence' ? 'CN' : request.country
  const registrationNumber = normalisedNumber(kind, request.registrationNumber)
  const website = request.website ? websiteOf(request.website) : undefined
  const issues = mistakesIn({ kind, country, registrationNumber, website, fileIds }, papers)
  if (issues.length > 0) {
    throw new AppError('Invalid', 'input_invalid', 'Some of what was sent cannot be accepted', { issues })
  }
  const nowMs = ctx.clock.nowMs()
  const id = newId('vrq', nowMs)
  await ctx.db.batch([
    ...insertRequest(
      {
        id,
        organisationId,
        kind,
        legalName,
        country,
        registrationNumber,
        numberKey: numberKey(registrationNumber),
        website: website ?? null,
        websiteCode: newSecret(websiteCodeCharacters),
        requestedBy: personId,
        createdAt: nowMs,
      },
      fileIds,
    ),
    ...auditStatements(ctx, {
      action: 'verification.requested',
      subjectId: id,
      details: { organisationId, kind, country, sha256: papers.map(({ sha256 }) => sha256) },
    }),
  ])
  return readVerification(ctx, id)
}

async function ownPaper(ctx: Pick<Context, 'actor' | 'db'>, organisationId: string, fileId: string) {
  const { file, object } = await ownFile(ctx, fileId)
  if (file.organisationId !== organisationId) throw notFound('file')
  return { kind: file.kind, sha256: file.sha256, isReady: object?.state === 'examined' }
}
