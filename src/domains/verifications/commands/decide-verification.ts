import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements, mailStatements, setVerification } from '../../accounts/index.ts'
import { DecisionInput, type VerificationView } from '../contract.ts'
import { waitingRequest } from '../queries/reachable-request.ts'
import { readVerification } from '../queries/read-verification.ts'
import { closeRequest, mailboxOf } from '../store.ts'

/**
 * An officer accepts or refuses. Accepting gives the organisation its level; the applicant is told by mail either way.
 * Throws NotFound `verification_not_found`, Conflict `verification_decided`, `own_papers`, Invalid `input_invalid`.
 */
export async function decideVerification(ctx: Context, id: string, input: unknown): Promise<VerificationView> {
  const acting = actingFor(ctx, 'verification.decide')
  const decision = parse(DecisionInput, input)
  const { request, organisation } = await waitingRequest(ctx, acting, id)
  const state = decision.decision === 'accept' ? 'accepted' : 'refused'
  const level = decision.decision === 'accept' ? decision.level : null
  const { reason } = decision
  const mailbox = request.requestedBy === null ? undefined : await mailboxOf(ctx.db, request.requestedBy)
  await ctx.db.batch([
    closeRequest(id, { state, level, reason, decidedBy: acting.personId, decidedAt: ctx.clock.nowMs() }),
    ...(level === null ? [] : [setVerification(organisation.id, level)].flat()),
    ...auditStatements(ctx, {
      action: `verification.${state}`,
      subjectId: id,
      organisationId: organisation.id,
      before: { state: request.state, verification: organisation.verification },
      after: { state, verification: level ?? organisation.verification },
      details: { websiteFinding: request.websiteFinding },
    }),
    ...(level === null
      ? []
      : ctx.evidence.append({
          type: 'organisation.verified',
          subjectId: organisation.id,
          publicId: id,
          record: {
            requestId: id,
            organisationId: organisation.id,
            level,
            legalName: request.legalName,
            country: request.country,
            registrationNumber: request.registrationNumber,
          },
        })),
    ...(mailbox
      ? mailStatements(ctx, {
          kind: 'verification_decided',
          ...mailbox,
          values: { organisation: organisation.name, outcome: state, reason },
        })
      : []),
  ])
  return readVerification(ctx, id)
}
