import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  ClaimDraftInput,
  ClaimView,
  OfficerMoveInput,
  ProgrammeBody,
  ProgrammeView,
} from '../../../src/domains/subsidies/contract.ts'
import { dateInChina } from '../../../src/kernel/working-days.ts'
import type { Answer, Person, World } from '../../kit/world.ts'

/** Somebody of a department, with a second factor. */
export async function officer(world: World, name: string, department = 'publicity'): Promise<Person> {
  const person = await world.signUp(name)
  await world.place(person, `org_${department}`, 'member')
  return person
}

/** A studio whose papers were checked. */
export async function studio(world: World, name: string): Promise<Person & { organisationId: string }> {
  const person = await world.signUp(name)
  const organisationId = await world.organisationOf(person)
  await world.home.db.batch([
    { sql: `UPDATE organisations SET verification = 'documents_checked' WHERE id = ?`, params: [organisationId] },
  ])
  return { ...person, organisationId }
}

export const today = (world: World) => dateInChina(world.home.base.clock.nowMs())

const fewDocuments = new Set(['undertaking', 'invoice', 'online-abroad', 'audit'])

/** Confirms a programme as it ships, or changed, and opens a window for a month; returns the window's id. */
export async function openProgramme(
  world: World,
  who: Person,
  code: string,
  change: (body: ProgrammeBody) => ProgrammeBody = (body) => body,
  window: object = {},
): Promise<string> {
  const { body } = await who.call('GET', `/api/programmes/${code}/versions`)
  const [shipped] = (body as unknown as { items: ProgrammeView[] }).items
  if (!shipped) throw new Error(`no programme ${code}`)
  // Few documents are enough, and quick: one of each kind.
  const documents = shipped.body.documents.filter(({ code: one }) => fewDocuments.has(one))
  const made = await must(who.call('POST', `/api/programmes/${code}/versions`, change({ ...shipped.body, documents })))
  const confirmed = { confirmed: shipped.body.defaults }
  await must(who.call('POST', `/api/programmes/${code}/versions/${made.version}/confirmation`, confirmed))
  const day = today(world)
  const opened = await must(
    who.call('POST', `/api/programmes/${code}/windows`, {
      year: Number(day.slice(0, 4)),
      opensOn: day,
      closesOn: `${Number(day.slice(0, 4)) + 1}-12-31`,
      ...window,
    }),
  )
  return (opened as unknown as ProgrammeView).windows[0]?.id ?? ''
}

export async function must(answer: Promise<Answer>): Promise<Record<string, unknown>> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

let serial = 0
export const costOf = (more: object = {}) => ({
  kind: 'translation',
  what: '泰语翻译，第 1 至 60 集',
  invoiceNumber: `2531200000${String(++serial).padStart(10, '0')}`,
  issuer: '译声文化有限公司',
  billedTo: '',
  payee: '译声文化有限公司',
  issuedOn: '2026-03-02',
  paidOn: '2026-03-05',
  amountMinor: 10_000_001,
  currency: 'CNY',
  otherPublicFen: 0,
  ...more,
})

export const account = { holder: '=晚潮工作室', bank: '工商银行琶洲支行', number: '6222 0200 0000 1234 567' }

/** A document of its own bytes for each requirement. */
export async function addDocuments(world: World, who: Person, claimId: string, requirements: readonly string[]) {
  for (const requirement of requirements) {
    const path = join(world.dir, `${requirement}-${++serial}.pdf`)
    await writeFile(path, randomBytes(64))
    await must(who.call('POST', `/api/claims/${claimId}/documents`, { uploadId: await who.upload(path), requirement }))
  }
  await world.work()
}

/** A claim with everything that its programme asks for, not submitted. */
export async function draftClaim(
  world: World,
  who: Person & { organisationId: string },
  windowId: string,
  draft: ClaimDraftInput,
): Promise<ClaimView> {
  const begun = (await must(who.call('POST', '/api/claims', { windowId }))) as unknown as ClaimView
  const name = `${who.email.split('@')[0]} 工作室`
  await must(
    who.call('PUT', `/api/claims/${begun.id}/draft`, {
      revision: 1,
      draft: {
        account,
        isDeclaredTrue: true,
        ...draft,
        costs: (draft.costs ?? []).map((cost) => ({ ...cost, billedTo: cost.billedTo || name })),
      },
    }),
  )
  await addDocuments(
    world,
    who,
    begun.id,
    begun.programme.documents.filter(({ due }) => due !== 'optional').map(({ code }) => code),
  )
  return read(who, begun.id)
}

export const read = async (who: Person, id: string): Promise<ClaimView> =>
  (await must(who.call('GET', `/api/claims/${id}`))) as unknown as ClaimView

/** Asks for a move upon the claim as it stands. */
export async function ask(
  who: Person,
  id: string,
  move: string,
  more: Partial<OfficerMoveInput> = {},
): Promise<Answer> {
  const { actCount } = (await who.call('GET', `/api/claims/${id}`)).body
  const door = ['submit', 'withdraw', 'discard', 'report', 'appeal'].includes(move) ? 'applicant-moves' : 'moves'
  return who.call('POST', `/api/claims/${id}/${door}`, { move, actCount, ...more })
}
export const move = async (...asked: Parameters<typeof ask>): Promise<ClaimView> =>
  (await must(ask(...asked))) as unknown as ClaimView

/** From its submission to the decision, as three officers do it. */
export async function decided(
  claim: ClaimView,
  by: { applicant: Person; first: Person; second: Person; decider: Person },
): Promise<ClaimView> {
  await move(by.applicant, claim.id, 'submit')
  await move(by.first, claim.id, 'accept')
  const reviewed = await move(by.first, claim.id, 'review')
  if ((reviewed.amountFen ?? 0) > claim.programme.secondReviewAboveFen) await move(by.second, claim.id, 'second_review')
  await move(by.first, claim.id, 'joint_review')
  return move(by.decider, claim.id, 'decide')
}
