import { z } from 'zod'
import { Country } from '../../../kernel/countries.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import { displayName, FoundableKind, Language } from '../contract.ts'
import type { Identity } from '../entry/sign-up.ts'
import { insertPerson } from '../entry/store.ts'
import { foundStatements } from '../organisations/joining.ts'
import { requireStrongPassword } from '../strength.ts'

const CreatePersonInput = z.strictObject({
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
  name: displayName,
  language: Language.default('zh-CN'),
  /** Left out, the person sets one by a link (`passwordLink`). There is no default password. */
  password: z.string().min(8).max(256).optional(),
  organisation: z.strictObject({ kind: FoundableKind, name: displayName, country: Country }),
})

/**
 * An administrator makes a person, with an organisation of their own. Throws Conflict `taken:people.email`,
 * Invalid `password_weak`.
 */
export async function createPerson(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'passwords' | 'requestId' | 'caller'>,
  input: unknown,
): Promise<Identity> {
  actingFor(ctx, 'person.administer')
  const { email, name, language, password, organisation } = parse(CreatePersonInput, input)
  if (password !== undefined) await requireStrongPassword(password, [email, name])
  const passwordHash = password === undefined ? null : await ctx.passwords.hash(password)
  const nowMs = ctx.clock.nowMs()
  const personId = newId('per', nowMs)
  const organisationId = newId('org', nowMs)
  await ctx.db.batch([
    insertPerson({ id: personId, email, name, language, passwordHash, createdAt: nowMs }),
    ...foundStatements({ ...organisation, id: organisationId }, personId, nowMs),
    ...auditStatements(ctx, { action: 'account.created', subjectId: personId, after: { organisationId } }),
  ])
  return { personId, organisationId }
}
