import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { type PersonRow, personByEmail } from '../entry/store.ts'

/** Throws NotFound `person_not_found`. */
export async function findPerson(ctx: Pick<Context, 'db'>, email: string): Promise<PersonRow & { email: string }> {
  const person = await personByEmail(ctx.db, email.trim().toLowerCase())
  if (!person?.email) throw notFound('person')
  return { ...person, email: person.email }
}
