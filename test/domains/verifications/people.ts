import type { MemberRole } from '../../../src/domains/accounts/contract.ts'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { makePicture } from '../../kit/pictures.ts'
import type { Person, World } from '../../kit/world.ts'

export const path = '/api/verifications'

export interface Applicant {
  person: Person
  personId: string
  organisationId: string
  file: FileView
}

export const personIdOf = async (world: World, { email }: Person): Promise<string> => {
  const [[id] = []] = await world.sql('SELECT id FROM people WHERE email = ?', email)
  return String(id)
}

/** Someone with a studio of their own and the picture of a paper. */
export async function applicant(world: World, name: string, seed: number): Promise<Applicant> {
  const person = await world.signUp(name)
  const file = await person.file(await makePicture(world.dir, seed), '营业执照.png')
  return { person, personId: await personIdOf(world, person), organisationId: await world.organisationOf(person), file }
}

/** Someone new who acts for this organisation, with a second factor unless told otherwise. */
export async function member(
  world: World,
  name: string,
  organisationId: string,
  role: MemberRole,
  hasSecondFactor = true,
): Promise<Person> {
  const person = await world.signUp(name)
  await world.place(person, organisationId, role, hasSecondFactor)
  return person
}

export const licence = (file: FileView, more: Record<string, unknown> = {}) => ({
  kind: 'business_licence',
  legalName: '广州晚潮文化有限公司',
  registrationNumber: '91110108551385082Q',
  fileIds: [file.id],
  ...more,
})

export const overseas = (file: FileView, more: Record<string, unknown> = {}) => ({
  kind: 'overseas_registration',
  legalName: 'Nightfall Media GmbH',
  country: 'DE',
  registrationNumber: 'HRB 12345',
  fileIds: [file.id],
  ...more,
})

/** Sends a request that is to be taken, and returns its id. */
export async function request({ person }: Applicant, body: Record<string, unknown>): Promise<string> {
  const answer = await person.call('POST', path, body)
  if (answer.status !== 201) throw new Error(`request: ${JSON.stringify(answer.body)}`)
  return String(answer.body.id)
}
