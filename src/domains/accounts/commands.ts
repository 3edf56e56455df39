import { AppError } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { parse } from '../../kernel/parse.ts'
import type { Context } from '../../ports/context.ts'
import { SignInInput, SignUpInput } from './contract.ts'
import { auditStatements, firstMembership, insertAccount, personByEmail } from './store.ts'

export interface AccountIdentity {
  personId: string
  organisationId: string
}

/** Makes a person and a studio of which that person is the owner. Throws Conflict `taken:people.email`. */
export async function signUp(
  ctx: Pick<Context, 'actor' | 'db' | 'passwords' | 'clock' | 'requestId'>,
  input: unknown,
): Promise<AccountIdentity> {
  const { email, password, name, organisationName } = parse(SignUpInput, input)
  const passwordHash = await ctx.passwords.hash(password)
  const nowMs = ctx.clock.nowMs()
  const personId = newId('per', nowMs)
  const organisationId = newId('org', nowMs)
  await ctx.db.batch([
    ...insertAccount({ personId, organisationId, email, name, organisationName, passwordHash, nowMs }),
    ...auditStatements(
      { ...ctx, actor: { kind: 'person', personId, organisationId, role: 'owner' } },
      { action: 'account.created', subjectId: personId },
    ),
  ])
  return { personId, organisationId }
}

/** Throws Unauthenticated `wrong_credentials`, after the same work whether or not the e-mail is known. */
export async function signIn(ctx: Pick<Context, 'db' | 'passwords'>, input: unknown): Promise<AccountIdentity> {
  const { email, password } = parse(SignInInput, input)
  const person = await personByEmail(ctx.db, email)
  const right = person
    ? await ctx.passwords.verify(person.passwordHash, password)
    : await ctx.passwords.hash(password).then(() => false)
  const membership = person && right ? await firstMembership(ctx.db, person.id) : undefined
  if (!membership) throw new AppError('Unauthenticated', 'wrong_credentials', 'E-mail or password is wrong')
  return { personId: membership.personId, organisationId: membership.organisationId }
}
