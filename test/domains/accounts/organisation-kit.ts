import type { MemberRole } from '../../../src/domains/accounts/contract.ts'
import type { SqlValue } from '../../../src/ports/db.ts'
import type { Person, World } from '../../kit/world.ts'

export const personIdOf = async (world: World, { email }: Person): Promise<string> => {
  const [[id] = []] = await world.sql('SELECT id FROM people WHERE email = ?', email)
  return String(id)
}

export interface Colleague {
  person: Person
  id: string
}

/** Someone new who acts for this organisation. */
export async function colleague(
  world: World,
  name: string,
  organisationId: string,
  role: MemberRole,
  hasSecondFactor = true,
): Promise<Colleague> {
  const person = await world.signUp(name)
  await world.place(person, organisationId, role, hasSecondFactor)
  return { person, id: await personIdOf(world, person) }
}

export interface Studio {
  id: string
  path: string
  owner: Colleague
}

/** A studio with its owner. */
export async function studio(world: World, name: string): Promise<Studio> {
  const person = await world.signUp(name)
  const id = await world.organisationOf(person)
  return { id, path: `/api/organisations/${id}`, owner: { person, id: await personIdOf(world, person) } }
}

export const roleOf = async (world: World, organisationId: string, personId: string): Promise<unknown> =>
  (
    await world.sql(
      'SELECT role FROM memberships WHERE organisation_id = ? AND person_id = ?',
      organisationId,
      personId,
    )
  )[0]?.[0] ?? null

/** What the audit has of this action on this subject, newest last. */
export const entriesOf = async (world: World, action: string, subjectId: string) =>
  (
    await world.sql(
      'SELECT person_id, organisation_id, before, after FROM audit_entries WHERE action = ? AND subject_id = ? ORDER BY id',
      action,
      subjectId,
    )
  ).map(([personId, organisationId, before, after]) => ({
    personId,
    organisationId,
    before: JSON.parse(String(before)),
    after: JSON.parse(String(after)),
  }))

/** Everything of the audit but ids, codes and numbers would be personal; this looks for words that must not be in it. */
export const auditHolds = async (world: World, ...words: string[]): Promise<boolean> =>
  (await world.sql("SELECT coalesce(before, '') || coalesce(after, '') || details FROM audit_entries")).some(([text]) =>
    words.some((word) => String(text).includes(word)),
  )

/** Makes the database say what no command would. */
export const write = (world: World, sql: string, ...params: SqlValue[]) => world.home.db.batch([{ sql, params }])
