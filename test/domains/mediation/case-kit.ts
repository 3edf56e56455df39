import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CaseView } from '../../../src/domains/mediation/contract.ts'
import { makePicture } from '../../kit/pictures.ts'
import { type Answer, draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

export const party = (name: string, email: string, more: object = {}) => ({
  kind: 'organisation',
  name,
  idNumber: '91440101MA5XXXXX1A',
  address: '广州市海珠区新港东路 1 号',
  email,
  ...more,
})
export const agreement = {
  facts: {
    zh: '被申请人的短视频使用了申请人作品中的画面。',
    en: 'The respondent’s clip uses pictures of the applicant’s work.',
  },
  issues: { zh: '是否应当停止使用并付费。', en: 'Whether use must end, and what is paid.' },
  responsibilities: { zh: '被申请人承认未获许可。', en: 'The respondent had no licence.' },
  terms: [
    {
      kind: 'payment',
      by: 'respondent',
      words: { zh: '汇入申请人账户。', en: 'By bank transfer.' },
      dueOn: '2027-03-31',
      amountFen: 800_000,
    },
    { kind: 'takedown', by: 'respondent', words: { zh: '全部平台。', en: 'On all platforms.' }, dueOn: '2027-02-26' },
  ],
}

export interface Cast {
  world: World
  lin: Person
  mediator: Person
  second: Person
  secretary: Person
  mediatorId: string
  secondId: string
  application: (more?: object) => Record<string, unknown>
  /** Applies, and lets the secretary accept it; the guest is whoever opens the mailed link. */
  accepted(more?: object): Promise<{ id: string; guest: Person }>
  /** Up to where statements are made. */
  heard(more?: object): Promise<{ id: string; guest: Person }>
  guestOf(email: string): Promise<Person>
}

const idOf = async (world: World, { email }: Person) =>
  String((await world.sql('SELECT id FROM people WHERE email = ?', email))[0]?.[0])

export const view = async (who: Person, id: string) =>
  (await who.call('GET', `/api/mediation/cases/${id}`)).body as unknown as CaseView

/** At the revision that the case has now, unless said otherwise. */
export async function act(
  who: Person,
  id: string,
  move: string,
  more: object = {},
  revision?: number,
): Promise<Answer> {
  const seen = revision ?? (await view(who, id)).revision ?? 1
  return who.call('POST', `/api/mediation/cases/${id}/acts`, { revision: seen, act: { move, ...more } })
}

export async function openCast(settings: Record<string, string> = {}): Promise<Cast> {
  const world = await openWorld(settings)
  const [lin, mediator, second, secretary] = (await Promise.all(
    ['lin', 'mediator', 'second', 'secretary'].map((name) => world.signUp(name)),
  )) as [Person, Person, Person, Person]
  await world.place(mediator, 'org_mediation', 'member')
  await world.place(second, 'org_mediation', 'member')
  await world.place(secretary, 'org_mediation', 'manager')
  let count = 0
  const cast: Cast = {
    world,
    lin,
    mediator,
    second,
    secretary,
    mediatorId: await idOf(world, mediator),
    secondId: await idOf(world, second),
    application: (more = {}) => ({
      applicant: party('晚潮工作室', lin.email),
      respondent: party('某某传媒', `wu${++count}@example.com`),
      title: '短视频使用《骑楼夜雨》画面',
      facts: '对方账号发布的短视频使用了我的作品画面，持续约二十秒。',
      claims: '停止使用，赔偿损失一万元。',
      isPendingElsewhere: false,
      ...more,
    }),
    guestOf: async (email) => {
      await world.work()
      const token = await world.mailedToken(email)
      const answer = await world.anonymous.call('POST', '/api/mediation/entry', { token })
      if (answer.status !== 200) throw new Error(`enter: ${JSON.stringify(answer.body)}`)
      return world.personOn(answer.headers.get('set-cookie')?.split(';')[0] ?? '', email)
    },
    accepted: async (more) => {
      const input = cast.application(more)
      const filed = await lin.call('POST', '/api/mediation/cases', input)
      if (filed.status !== 201) throw new Error(`apply: ${JSON.stringify(filed.body)}`)
      const id = String(filed.body.id)
      await act(secretary, id, 'accept')
      return { id, guest: await cast.guestOf((input.respondent as { email: string }).email) }
    },
    heard: async (more) => {
      const { id, guest } = await cast.accepted(more)
      await act(guest, id, 'agree')
      for (const side of [lin, guest]) await act(side, id, 'acknowledge', { understands: true, consents: true })
      for (const side of [lin, guest]) await act(side, id, 'choose', { mediatorId: cast.mediatorId })
      await act(mediator, id, 'disclose')
      for (const side of [lin, guest]) await act(side, id, 'accept_mediator')
      return { id, guest }
    },
  }
  return cast
}

/** A registered picture of lin's and a finished check of a copy of it. */
export async function checkedCopy({ world, lin }: Cast): Promise<{ checkId: string; number: string }> {
  const path = await makePicture(world.dir, 77)
  const file = await lin.file(path)
  const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
  const check = await lin.call('POST', '/api/checks', { fileId: (await lin.file(path, 'copy.png')).id })
  await world.work()
  return { checkId: String(check.body.id), number: work.registrationNumber ?? '' }
}

export async function textFile(world: World, name: string, text: string): Promise<string> {
  const path = join(world.dir, name)
  await writeFile(path, text)
  return path
}
