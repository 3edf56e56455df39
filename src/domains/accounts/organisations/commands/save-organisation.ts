import { forbidden } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { auditStatements } from '../../audit/store.ts'
import { OrganisationInput, type OrganisationView } from '../../contract.ts'
import { readOrganisation } from '../queries.ts'
import { reachOrganisation } from '../reach.ts'
import { isInstitution } from '../rules.ts'
import { updateOrganisation } from '../store.ts'

/**
 * The checked papers spoke of a name and a country: under another one the organisation has only declared itself.
 * Departments, the committee and the platform are named by the platform's admins.
 *
 * Throws NotFound `organisation_not_found`, Forbidden `role_may_not`.
 */
export async function saveOrganisation(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  id: string,
  input: unknown,
): Promise<OrganisationView> {
  const { acting, organisation } = await reachOrganisation(ctx, 'organisation.write', id)
  const { name, country } = parse(OrganisationInput, input)
  const institution = isInstitution(organisation.kind)
  if (institution && !acting.everywhere) throw forbidden('role_may_not', 'Only an admin may change this organisation')
  const nameChanged = name !== organisation.name
  const isAnother = nameChanged || country !== organisation.country
  const verification = isAnother && !institution ? 'self_declared' : organisation.verification
  await ctx.db.batch([
    // The level is written only to take it back, so that one given at this moment is not undone by what was read before.
    updateOrganisation(id, { name, country, ...(isAnother && !institution ? { verification } : {}) }),
    ...auditStatements(ctx, {
      action: 'organisation.saved',
      subjectId: id,
      organisationId: id,
      before: { country: organisation.country, verification: organisation.verification },
      after: { country, verification },
      details: { nameChanged: nameChanged ? 1 : 0 },
    }),
  ])
  return readOrganisation(ctx, id)
}
