import { newId } from '../../../../kernel/ids.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { oneself } from '../../acting.ts'
import { auditStatements } from '../../audit/store.ts'
import { NewOrganisation, type OrganisationView } from '../../contract.ts'
import { foundStatements } from '../joining.ts'

type FoundContext = Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>

/** One more organisation, owned by the person who founds it. They go on acting for the one before until they switch. */
export async function foundOrganisation(ctx: FoundContext, input: unknown): Promise<OrganisationView> {
  const { personId } = oneself(ctx, 'organisation.found')
  const organisation = parse(NewOrganisation, input)
  const nowMs = ctx.clock.nowMs()
  const id = newId('org', nowMs)
  await ctx.db.batch([
    ...foundStatements({ ...organisation, id }, personId, nowMs),
    ...auditStatements(ctx, {
      action: 'organisation.founded',
      subjectId: id,
      organisationId: id,
      after: { kind: organisation.kind, country: organisation.country },
    }),
  ])
  return {
    ...organisation,
    id,
    departmentCode: null,
    verification: 'self_declared',
    membersCount: 1,
    createdAt: new Date(nowMs).toISOString(),
  }
}
