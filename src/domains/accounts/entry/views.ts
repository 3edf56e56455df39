import type { Context } from '../../../ports/context.ts'
import type { OrganisationInSession, SessionView } from '../contract.ts'
import { actionsOf, platformRoleOf } from '../rules.ts'
import type { SignedIn } from './sessions.ts'
import { membershipsOf, passkeysOf, personById } from './store.ts'
import { holdsTotp } from './totp.ts'

type Membership = Awaited<ReturnType<typeof membershipsOf>>[number]

export const organisationInSession = ({ role, organisation }: Membership): OrganisationInSession => ({
  id: organisation.id,
  name: organisation.name,
  kind: organisation.kind,
  departmentCode: organisation.departmentCode,
  role,
  platformRole: platformRoleOf(organisation.kind, role),
  verification: organisation.verification,
})

/** Null when the person is no longer a member of the session's organisation. */
export async function sessionView(
  ctx: Pick<Context, 'db'>,
  session: Pick<SignedIn, 'personId' | 'organisationId' | 'hasSecondFactor'>,
): Promise<SessionView | null> {
  const [person, memberships, passkeys] = await Promise.all([
    personById(ctx.db, session.personId),
    membershipsOf(ctx.db, session.personId),
    passkeysOf(ctx.db, session.personId),
  ])
  const membership = memberships.find(({ organisation }) => organisation.id === session.organisationId)
  if (!person?.email || !membership) return null
  const { role, organisation } = membership
  return {
    person: { id: person.id, name: person.name, email: person.email, language: person.language },
    organisation: organisationInSession(membership),
    actions: actionsOf({ role, organisationKind: organisation.kind, departmentCode: organisation.departmentCode }),
    hasSecondFactor: session.hasSecondFactor,
    holdsSecondFactor: holdsTotp(person) || passkeys.length > 0,
  }
}
