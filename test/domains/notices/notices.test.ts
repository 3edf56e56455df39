import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addBusinessDaysUs, noticeClocks } from '../../../src/domains/notices/clocks.ts'
import { CounterInput, type Law, laws, NoticeInput, type NoticeView } from '../../../src/domains/notices/contract.ts'
import { missingInCounter, missingInNotice, moveRows } from '../../../src/domains/notices/rules.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

let world: World
let lin: Person
let number = ''
beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  const file = await lin.file(await makePicture(world.dir, 61))
  number = (await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))).registrationNumber ?? ''
}, 60_000)
afterAll(() => world.close())

const sender = {
  name: '林晚',
  idNumber: '440105199001010011',
  address: '广州市海珠区',
  phone: '13800000000',
  email: 'lin@example.com',
}
const whole = (law: Law, more: object = {}) => ({
  law,
  platform: { name: '某平台', email: 'copyright@platform.example' },
  registrationNumber: number || 'QY-2026-00000001',
  sender,
  materialName: '短视频一则',
  addresses: ['https://platform.example/v/1'],
  explanation: '该视频第三秒起使用了我的作品。',
  goodFaith: true,
  accuracy: true,
  perjury: true,
  truth: true,
  signature: '林晚',
  ...more,
})
const counter = {
  sender,
  addresses: ['https://platform.example/v/1'],
  explanation: '我有许可。',
  truth: true,
  goodFaith: true,
  perjury: true,
  jurisdiction: true,
  signature: '吴',
}
const without = (field: string) => ({ sender: { ...sender, [field]: '' } })

/** Element by element: the element, and what of a whole notice is left out. Taken from the texts, not from the rules. */
const noticeChecklist: Record<Law, Record<string, object>> = {
  cn: {
    owner_name: without('name'),
    owner_contact: { sender: { ...sender, phone: '', email: '' } },
    owner_address: without('address'),
    owner_identity: without('idNumber'),
    material_name: { materialName: '' },
    material_addresses: { addresses: [] },
    prima_facie: { explanation: '' },
    truth_statement: { truth: false },
  },
  us: {
    signature: { signature: '' },
    material_addresses: { addresses: [] },
    owner_name: without('name'),
    owner_address: without('address'),
    owner_contact: without('phone'),
    good_faith: { goodFaith: false },
    accuracy: { accuracy: false },
    perjury: { perjury: false },
  },
  eu: {
    explanation: { explanation: '' },
    material_addresses: { addresses: [] },
    owner_name: without('name'),
    owner_contact: without('email'),
    good_faith: { goodFaith: false },
  },
}
const counterChecklist: Record<Law, Record<string, object>> = {
  cn: {
    owner_name: without('name'),
    owner_contact: { sender: { ...sender, phone: '', email: '' } },
    owner_address: without('address'),
    owner_identity: without('idNumber'),
    material_addresses: { addresses: [] },
    prima_facie: { explanation: '' },
    truth_statement: { truth: false },
  },
  us: {
    signature: { signature: '' },
    material_addresses: { addresses: [] },
    good_faith: { goodFaith: false },
    perjury: { perjury: false },
    owner_name: without('name'),
    owner_address: without('address'),
    owner_contact: without('phone'),
    jurisdiction: { jurisdiction: false },
  },
  eu: { owner_name: without('name'), owner_contact: without('email'), explanation: { explanation: '' } },
}

describe.each(laws)('by the law %s', (law) => {
  test('a notice and a counter-notice have every element, and each one that is missing is named', () => {
    expect(missingInNotice(NoticeInput.parse(whole(law)))).toEqual([])
    for (const [element, change] of Object.entries(noticeChecklist[law])) {
      expect(missingInNotice(NoticeInput.parse(whole(law, change))), element).toEqual([element])
    }
    const nothing = NoticeInput.parse({ law, platform: whole(law).platform, registrationNumber: 'x', sender: {} })
    expect(missingInNotice(nothing).sort()).toEqual(Object.keys(noticeChecklist[law]).sort())
    const token = 'x'.repeat(26)
    const countered = (change: object) => missingInCounter(law, CounterInput.parse({ token, ...counter, ...change }))
    expect(countered({})).toEqual([])
    for (const [element, change] of Object.entries(counterChecklist[law]))
      expect(countered(change), element).toEqual([element])
  })
})

test.each([
  // Thanksgiving on 2026-11-26, Christmas Day, New Year’s Day, Martin Luther King Day on 2027-01-18.
  ['2026-11-25', 1, '2026-11-27'],
  ['2026-12-18', 10, '2027-01-05'],
  ['2026-12-18', 14, '2027-01-11'],
  ['2027-01-08', 10, '2027-01-25'],
  // 4 July 2026 is a Saturday, so Friday is off; 2027-06-19 is a Saturday too.
  ['2026-07-02', 1, '2026-07-06'],
  ['2027-06-17', 1, '2027-06-21'],
])('after %s the business day number %i of the United States is %s', (from, count, day) => {
  expect(addBusinessDaysUs(from, count)).toBe(day)
})

test('the clocks are those of each law, over the end of a year and of a month', () => {
  const kinds = (law: Law, state: NoticeView['state'], since: string) =>
    noticeClocks(law, state, since, since).map(({ kind, dueOn }) => [kind, dueOn])
  expect(kinds('cn', 'sent', '2026-12-31')).toEqual([['act', '2026-12-31']])
  expect(kinds('us', 'sent', '2026-12-31')).toEqual([])
  expect(kinds('us', 'countered', '2026-12-18')).toEqual([
    ['restore_from', '2027-01-05'],
    ['restore_by', '2027-01-11'],
  ])
  expect(kinds('eu', 'rejected', '2026-08-31')).toEqual([['complaint', '2027-02-28']])
})

const draw = (law: Law, more: object = {}, who = lin) => who.call('POST', '/api/notices', whole(law, more))
const act = async (id: unknown, move: string, more: object = {}) => {
  const { body } = await lin.call('GET', `/api/notices/${id}`)
  return lin.call('POST', `/api/notices/${id}/acts`, { revision: body.revision, act: { move, ...more } })
}
const code = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body.code]

describe('a notice', () => {
  test('goes out by mail with every element in both languages, is countered by its link, and no second one follows', async () => {
    const drawn = await draw('cn')
    expect(drawn).toMatchObject({
      status: 201,
      body: { state: 'ready', number: expect.stringMatching(/^QYN-20\d\d-00001$/) },
    })
    const early = await draw('cn', { addresses: ['https://Platform.example/v/1/#t=3'] })
    await act(drawn.body.id, 'send', { by: 'mail' })
    await world.work()
    const [[body = ''] = []] = await world.sql("SELECT body FROM mails WHERE recipient = 'copyright@platform.example'")
    for (const words of [
      '权利人 Right holder',
      '林晚',
      '440105199001010011',
      number,
      'https://platform.example/v/1',
      '真实性负责',
      'answers for the truth',
    ]) {
      expect(String(body)).toContain(words)
    }
    const token = /counter#([a-z0-9]+)/.exec(String(body))?.[1]
    const answer = { token, ...counter }
    expect(code(await world.anonymous.call('POST', '/api/notices/counter', answer))).toEqual([
      409,
      'notice_move_not_allowed',
    ])
    await act(drawn.body.id, 'receive')
    await act(drawn.body.id, 'remove')
    const preview = await world.anonymous.call('POST', '/api/notices/counter/preview', { token })
    expect(preview).toMatchObject({ status: 200, body: { state: 'removed', registrationNumber: number } })
    const bare = await world.anonymous.call('POST', '/api/notices/counter', { ...answer, truth: false })
    expect(bare).toMatchObject({
      status: 422,
      body: { code: 'notice_incomplete', issues: [{ path: 'truth_statement' }] },
    })
    expect((await world.anonymous.call('POST', '/api/notices/counter', answer)).body.state).toBe('countered')
    expect((await lin.call('GET', `/api/notices/${drawn.body.id}`)).body).toMatchObject({
      counter: { name: '林晚' },
      clocks: [{ kind: 'restore_by' }],
    })
    // The same material in another spelling, drawn before and drawn after.
    expect(code(await act(early.body.id, 'send', { by: 'handed_out' }))).toEqual([409, 'second_notice_barred'])
    expect(code(await draw('cn', { addresses: ['http://platform.example/v/1'] }))).toEqual([
      409,
      'second_notice_barred',
    ])
    expect((await draw('cn', { addresses: ['https://platform.example/v/2'] })).status).toBe(201)
    expect((await draw('us')).status).toBe(201)
    expect((await act(drawn.body.id, 'restore')).body.state).toBe('restored')
  })

  test('by § 512 is not restored before ten business days, in which an action may be filed', async () => {
    const { body } = await draw('us', { addresses: ['https://platform.example/v/9'] })
    await act(body.id, 'send', { by: 'mail' })
    await act(body.id, 'remove')
    await world.work()
    const [[mail = ''] = []] = await world.sql("SELECT body FROM mails WHERE body LIKE '%/v/9%' ORDER BY id DESC")
    const token = /counter#([a-z0-9]+)/.exec(String(mail))?.[1]
    await world.anonymous.call('POST', '/api/notices/counter', {
      token,
      ...counter,
      addresses: ['https://platform.example/v/9'],
    })
    expect(code(await act(body.id, 'restore'))).toEqual([409, 'restore_too_early'])
    const { clocks } = (await lin.call('GET', `/api/notices/${body.id}`)).body as unknown as NoticeView
    world.later(Date.parse(`${clocks[0]?.dueOn}T04:00:00Z`) - world.later(0))
    expect((await act(body.id, 'restore')).body.state).toBe('restored')
  })

  test('that lacks something, is of somebody else’s work or rests on too little is refused, and leaves nothing', async () => {
    const before = await world.sql('SELECT count(*) FROM notices')
    const other = await world.signUp('other')
    expect(await draw('eu', { explanation: '' })).toMatchObject({
      status: 422,
      body: { code: 'notice_incomplete', issues: [{ path: 'explanation' }] },
    })
    expect(code(await draw('cn', {}, other))).toEqual([422, 'not_your_work'])
    expect(code(await draw('cn', { addresses: ['javascript:alert(1)'] }))).toEqual([422, 'input_invalid'])
    const innocent = await lin.file(await makePicture(world.dir, 62))
    const check = await lin.call('POST', '/api/checks', { fileId: innocent.id })
    await world.work()
    expect(code(await draw('cn', { checkId: check.body.id }))).toEqual([422, 'evidence_too_weak'])
    expect(await world.sql('SELECT count(*) FROM notices')).toEqual(before)
    for (const sql of [
      "UPDATE notices SET state = 'sent'",
      'DELETE FROM notices',
      "UPDATE notice_entries SET body = '{}'",
      'DELETE FROM notice_addresses',
    ]) {
      await expect(world.home.db.batch([{ sql, params: [] }]), sql).rejects.toMatchObject({ code: 'notice_is_fixed' })
    }
    const rows = await world.sql('SELECT move, from_state, to_state FROM notice_moves ORDER BY 1, 2')
    const wanted = moveRows().map(({ move, from, to }) => [move, from, to])
    expect(rows).toEqual(wanted.toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1)))
  })
})
