import { createHash } from 'node:crypto'
import { extractText } from 'unpdf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CaseView } from '../../../src/domains/mediation/contract.ts'
import type { Person } from '../../kit/world.ts'
import { act, agreement, type Cast, checkedCopy, openCast, textFile, view } from './case-kit.ts'

let cast: Cast
beforeAll(async () => {
  cast = await openCast({ QIANYIN_CERTIFICATES: 'here' })
}, 60_000)
afterAll(() => cast.world.close())

const dayMs = 86_400_000
const code = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body.code]
const pdfText = async (who: Person, id: string, paper: string) => {
  const answer = await who.fetch('GET', `/api/mediation/cases/${id}/papers/${paper}`)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  // The reader takes the bytes for itself.
  const { text } = answer.status === 200 ? await extractText(bytes, { mergePages: true }) : { text: '' }
  return { status: answer.status, text: text.replace(/\s+/g, ''), sha256 }
}

describe('a whole case', () => {
  let id: string
  let guest: Person

  test('goes from an application with evidence to a sealed agreement, with a side that has no account', async () => {
    const { world, lin, mediator, secretary, mediatorId } = cast
    const { checkId, number } = await checkedCopy(cast)
    const filed = await lin.call('POST', '/api/mediation/cases', {
      ...cast.application(),
      registrationNumber: number,
      evidence: { checkId, match: 0 },
    })
    expect(filed).toMatchObject({
      status: 201,
      body: { state: 'applied', number: expect.stringMatching(/^QYM-20\d\d-0000\d$/) },
    })
    id = String(filed.body.id)
    const { respondent } = (await view(secretary, id)) as CaseView
    expect((await act(secretary, id, 'accept')).body).toMatchObject({ state: 'inviting', clocks: [{ kind: 'answer' }] })
    guest = await cast.guestOf(respondent.email)

    // The accused sees what is shown and how, before answering.
    const accused = await view(guest, id)
    expect(accused).toMatchObject({
      seat: 'respondent',
      evidence: [{ isBelowThreshold: false, check: { matches: [{ registrationNumber: number }] } }],
    })
    expect(accused.applicant.idNumber).toBe('**************XX1A'.slice(-18))
    expect(accused.applicant.email).toBe('')
    const shown = accused.evidence[0]?.revision
    for (const side of ['query', 'work']) {
      const frame = await guest.fetch('GET', `/api/mediation/cases/${id}/evidence/${shown}/frame?side=${side}`)
      expect([frame.status, frame.headers.get('content-type')]).toEqual([200, 'image/webp'])
    }
    expect((await act(guest, id, 'agree')).body.state).toBe('informing')
    const contested = { evidence: shown, segment: null, ground: 'licence', statement: '有书面许可，见附件。' }
    expect((await act(guest, id, 'contest', contested)).body).toMatchObject({
      evidence: [{ contests: [{ ground: 'licence' }] }],
    })
    const older = { ...contested, ground: 'own_earlier_work', registrationNumber: 'QY-2026-99999999' }
    expect(code(await act(guest, id, 'contest', older))).toEqual([422, 'registration_unknown'])
    expect(code(await act(lin, id, 'contest', contested))).toEqual([409, 'move_not_allowed'])

    for (const side of [lin, guest]) await act(side, id, 'acknowledge', { understands: true, consents: true })
    await act(lin, id, 'choose', { mediatorId })
    expect((await view(guest, id)).entries.some(({ move }) => move === 'choose')).toBe(false)
    expect((await act(guest, id, 'choose', { mediatorId })).body).toMatchObject({
      state: 'disclosing',
      mediator: { id: mediatorId },
    })
    expect(code(await act(lin, id, 'accept_mediator'))).toEqual([409, 'mediator_not_disclosed'])
    await act(mediator, id, 'disclose', { circumstances: '曾在同一行业协会任职。' })
    for (const side of [lin, guest]) await act(side, id, 'accept_mediator')
    expect((await view(mediator, id)).state).toBe('hearing')

    const startsAt = new Date(world.later(0) + 3 * dayMs).toISOString()
    const planned = await act(mediator, id, 'schedule', {
      startsAt,
      minutes: 60,
      with: 'both',
      place: '海珠区调解室; 线上',
    })
    const session = (planned.body as unknown as CaseView).sessions[0]?.revision
    const calendar = await guest.call('GET', `/api/mediation/cases/${id}/sessions/${session}/calendar`)
    expect(calendar.body.text).toMatch(/DTSTART:\d{8}T\d{6}Z\r\n[\s\S]*LOCATION:海珠区调解室\\; 线上/)
    expect(calendar.body.text).not.toContain('骑楼')
    await act(mediator, id, 'record', { session, minutes: '双方同意继续。' })
    const offer = (await act(guest, id, 'propose', { text: '支付八千元并下架', amountFen: 800_000 }))
      .body as unknown as CaseView
    await act(lin, id, 'answer', { proposal: offer.proposals[0]?.revision, accepts: true })
    expect((await view(mediator, id)).proposals).toMatchObject([
      { seat: 'respondent', answers: [{ side: 'applicant', accepts: true }] },
    ])

    // Nobody reads a draft before it is offered; what art. 29 asks for must be there.
    await act(mediator, id, 'draft', { agreement: { ...agreement, terms: [] } })
    expect((await view(lin, id)).agreement).toBeNull()
    expect(await act(mediator, id, 'offer')).toMatchObject({
      status: 422,
      body: { code: 'agreement_incomplete', issues: [{ path: 'terms' }] },
    })
    const further = { zh: '作品著作权归申请人所有。', en: 'The copyright belongs to the applicant.' }
    await act(mediator, id, 'draft', { agreement: { ...agreement, further } })
    expect(await act(mediator, id, 'offer')).toMatchObject({
      status: 422,
      body: { code: 'ownership_clause', issues: [{}, {}] },
    })
    await act(mediator, id, 'draft', { agreement })
    const offered = (await act(mediator, id, 'offer')).body as unknown as CaseView
    const sha256 = offered.agreement?.sha256
    const sign = (who: Person, name: string) => act(who, id, 'sign', { sha256, name, willsIt: true })
    expect(code(await act(lin, id, 'sign', { sha256: '0'.repeat(64), name: '林', willsIt: true }))).toEqual([
      409,
      'agreement_changed',
    ])
    await sign(lin, '林晚')
    await sign(guest, '吴经理')
    expect(code(await sign(guest, '吴经理'))).toEqual([409, 'done_already'])
    expect(code(await act(secretary, id, 'seal'))).toEqual([409, 'not_signed_by_all'])
    await sign(mediator, '调解员')
    const sealed = await act(secretary, id, 'seal')
    expect(sealed).toMatchObject({ status: 200, body: { state: 'performing' } })

    const { text, sha256: pdfSha256, status } = await pdfText(guest, id, 'agreement')
    expect(status).toBe(200)
    expect(pdfSha256).toBe((sealed.body as unknown as CaseView).agreement?.pdfSha256)
    for (const words of [
      '调解协议书',
      '晚潮工作室',
      '某某传媒',
      '林晚',
      '吴经理',
      '¥8,000.00',
      '2027-03-31',
      'Onallplatforms',
      String(sha256),
    ]) {
      expect(text).toContain(words)
    }
    expect((await pdfText(lin, id, 'agreement')).sha256).toBe(pdfSha256)
  }, 60_000)

  test('goes on to a court and to performance, and is closed', async () => {
    const { lin, secretary } = cast
    const application = await pdfText(lin, id, 'confirmation')
    expect(application.text).toContain('司法确认申请书')
    const noted = {
      result: 'confirmed',
      court: '广州互联网法院',
      number: '（2026）粤0192诉前调确1号',
      on: '2026-12-20',
    }
    await act(lin, id, 'ask_confirmation')
    expect(code(await act(secretary, id, 'note_confirmation', noted))).toEqual([409, 'move_not_allowed'])
    await act(guest, id, 'ask_confirmation')
    expect((await act(secretary, id, 'note_confirmation', noted)).body).toMatchObject({
      confirmation: { result: 'confirmed' },
    })
    expect(code(await act(lin, id, 'perform', { term: 0 }))).toEqual([409, 'move_not_allowed'])
    expect(code(await act(lin, id, 'report_breach', { term: 0, reason: '没有付款' }))).toEqual([409, 'deadline_runs'])
    for (const term of [0, 1]) {
      await act(guest, id, 'perform', { term })
      await act(lin, id, 'confirm_performance', { term })
    }
    expect((await view(lin, id)).clocks).toEqual([])
    expect((await act(secretary, id, 'close')).body.state).toBe('closed')
    const again = await act(secretary, id, 'reopen', { reason: '双方同意重新调解' })
    expect(again.body).toMatchObject({ state: 'inviting', mediator: null, agreement: null, proposals: [] })
  }, 60_000)
})

describe('what a seat may see', () => {
  test('is held at every door: what one side tells the mediator alone, and caucus notes', async () => {
    const { world, lin, mediator, second, secretary } = cast
    const { id, guest } = await cast.heard()
    const stranger = await world.signUp('stranger')
    const secret = 'CAUCUS-底线是五千元'
    const told = 'TOLD-其实有录音'
    expect(
      (await mediator.call('POST', `/api/mediation/cases/${id}/notes`, { about: 'applicant', text: secret })).status,
    ).toBe(201)
    await act(lin, id, 'state', { text: told, audience: 'mediator' })
    const path = await textFile(world, 'private.txt', told)
    const handed = await lin.call('POST', `/api/mediation/cases/${id}/documents`, {
      revision: (await view(lin, id)).revision,
      uploadId: await lin.upload(path),
      note: told,
      audience: 'mediator',
    })
    await world.work()
    const document = (handed.body as unknown as CaseView).documents[0]?.id
    // By the link alone one uploads too.
    const open = await guest.call('POST', `/api/mediation/cases/${id}/documents`, {
      revision: (await view(guest, id)).revision,
      uploadId: await guest.upload(await textFile(world, 'licence.txt', '许可合同')),
      note: '许可',
    })
    expect(open).toMatchObject({ status: 200, body: { documents: [{ name: 'licence.txt', seat: 'respondent' }] } })
    await world.work()
    const separate = { startsAt: '2027-01-05T10:00:00+08:00', minutes: 30, with: 'applicant', place: told }
    const session = ((await act(mediator, id, 'schedule', separate)).body as unknown as CaseView).sessions[0]?.revision
    await act(mediator, id, 'record', { session, minutes: told })

    // Every address there is, as everybody who takes part, and as those who do not.
    const addresses = [
      `/api/mediation/cases/${id}`,
      '/api/mediation/cases',
      `/api/mediation/cases/${id}/notes`,
      `/api/mediation/cases/${id}/documents/${document}`,
      `/api/mediation/cases/${id}/sessions/${session}/calendar`,
      '/api/mediation/statistics',
      '/api/audit?scope=organisation',
      '/api/audit?scope=all',
      `/api/registry?query=${encodeURIComponent(secret)}`,
    ]
    const seen = async (who: Person) => {
      const answers = await Promise.all(addresses.map((path) => who.call('GET', path)))
      const whole = JSON.stringify(answers.map(({ body }) => body)) + (await pdfText(who, id, 'file')).text
      return { note: whole.includes('CAUCUS'), told: whole.includes('TOLD') }
    }
    const admin = await world.signUp('admin')
    await world.place(admin, 'org_platform', 'owner')
    expect(await seen(mediator)).toEqual({ note: true, told: true })
    expect(await seen(lin)).toEqual({ note: false, told: true })
    for (const who of [guest, secretary, second, stranger, admin, world.anonymous]) {
      expect(await seen(who), who.email).toEqual({ note: false, told: false })
    }
    for (const who of [second, stranger]) expect((await who.call('GET', `/api/mediation/cases/${id}`)).status).toBe(404)
    expect((await world.anonymous.call('GET', `/api/mediation/cases/${id}`)).status).toBe(401)
    const log = await world.sql("SELECT group_concat(details || coalesce(after, '')) FROM audit_entries")
    expect(String(log[0]?.[0])).not.toMatch(/CAUCUS|TOLD/)
    const mails = await world.sql('SELECT group_concat(body || subject) FROM mails')
    expect(String(mails[0]?.[0])).not.toMatch(/CAUCUS|TOLD|骑楼/)

    // A mediator who steps down sees nothing any more, and the successor gets no notes.
    await act(mediator, id, 'recuse', { reason: '与一方有业务往来' })
    expect(await seen(mediator)).toEqual({ note: false, told: false })
    expect((await mediator.call('GET', `/api/mediation/cases/${id}`)).status).toBe(404)
    for (const side of [lin, guest]) await act(side, id, 'choose', { mediatorId: cast.secondId })
    expect(await seen(second)).toEqual({ note: false, told: true })
    const note = `INSERT INTO mediation_notes VALUES ('mno_x', '${id}', '${cast.mediatorId}', 'both', 'x', 1)`
    await expect(world.home.db.batch([{ sql: note, params: [] }])).rejects.toMatchObject({ code: 'not_the_mediator' })
  }, 60_000)

  test('is joined to an account by whoever holds the link, once', async () => {
    const { world } = cast
    const { id, guest } = await cast.accepted()
    const wu = await world.signUp('wu-joins')
    const token = /qianyin_case=([a-z0-9]+)/.exec(guest.cookie)?.[1]
    expect((await wu.call('GET', `/api/mediation/cases/${id}`)).status).toBe(404)
    await wu.call('POST', '/api/mediation/entry', { token, joins: true })
    expect(await view(wu, id)).toMatchObject({ seat: 'respondent', respondent: { hasAccount: true } })
    const other = await world.signUp('other-joins')
    await other.call('POST', '/api/mediation/entry', { token, joins: true })
    expect((await other.call('GET', `/api/mediation/cases/${id}`)).status).toBe(404)
    expect(code(await world.anonymous.call('POST', '/api/mediation/entry', { token: 'x'.repeat(26) }))).toEqual([
      404,
      'case_link_not_found',
    ])
  })
})

describe('what goes wrong', () => {
  test('two who act at once: one is done, the other is told that the case has moved on', async () => {
    const { mediator, lin } = cast
    const { id } = await cast.heard()
    const { revision } = await view(mediator, id)
    const both = await Promise.all([
      act(mediator, id, 'propose', { text: '折中方案' }, revision),
      act(lin, id, 'state', { text: '补充说明' }, revision),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('case_changed')
    expect((await view(mediator, id)).revision).toBe(revision + 1)
  })

  test('a side that never answers: after five working days, and not before, it ends with a certificate', async () => {
    const { world, lin, secretary } = cast
    const { id, guest } = await cast.accepted()
    expect(code(await act(secretary, id, 'end_unanswered'))).toEqual([409, 'deadline_runs'])
    const { dueOn } = (await view(secretary, id)).clocks[0] ?? { dueOn: '' }
    world.later(Date.parse(`${dueOn}T16:00:00Z`) - world.later(0))
    expect((await view(secretary, id)).clocks).toMatchObject([{ isOver: true, waitsFor: ['respondent'] }])
    expect((await act(secretary, id, 'end_unanswered')).body.state).toBe('failed')
    const certificate = await pdfText(lin, id, 'failure')
    expect(certificate.text).toContain('调解终结证明')
    expect(certificate.text).not.toContain('持续约二十秒')
    expect(code(await act(guest, id, 'agree'))).toEqual([409, 'move_not_allowed'])
    // Sides that choose nobody get one named.
    const open = await cast.accepted()
    await act(open.guest, open.id, 'agree')
    for (const side of [lin, open.guest]) await act(side, open.id, 'acknowledge', { understands: true, consents: true })
    expect(code(await act(secretary, open.id, 'name', { mediatorId: cast.mediatorId }))).toEqual([409, 'deadline_runs'])
    for (const side of [lin, open.guest]) await act(side, open.id, 'choose', { mediatorId: null })
    const self = await world.sql('SELECT id FROM people WHERE email = ?', lin.email)
    expect(code(await act(secretary, open.id, 'name', { mediatorId: String(self[0]?.[0]) }))).toEqual([
      409,
      'not_a_mediator',
    ])
    expect((await act(secretary, open.id, 'name', { mediatorId: cast.mediatorId })).body.state).toBe('disclosing')
  }, 30_000)

  test('an application that cannot be: both sides one, pending at a court, unknown work, a foreign check', async () => {
    const { world, lin } = cast
    const apply = async (more: object, who = lin) =>
      code(await who.call('POST', '/api/mediation/cases', { ...cast.application(), ...more }))
    const before = await world.sql('SELECT count(*) FROM mediation_cases')
    const same = cast.application().applicant
    expect(await apply({ respondent: same })).toEqual([409, 'parties_are_one'])
    expect(await apply({ isPendingElsewhere: true })).toEqual([422, 'input_invalid'])
    expect(await apply({ registrationNumber: 'QY-2026-99999999' })).toEqual([422, 'registration_unknown'])
    expect(await apply({ evidence: { checkId: 'chk_none', match: 0 } })).toEqual([404, 'check_not_found'])
    expect(await apply({ source: 'department' })).toEqual([422, 'source_refused'])
    expect(await world.sql('SELECT count(*) FROM mediation_cases')).toEqual(before)
    const officer = await world.signUp('officer')
    await world.place(officer, 'org_publicity', 'member')
    const filed = await officer.call('POST', '/api/mediation/cases', { ...cast.application(), source: 'department' })
    expect(filed.status).toBe(201)
    // Whoever turned it over learns no more of it.
    expect((await officer.call('GET', `/api/mediation/cases/${filed.body.id}`)).status).toBe(403)
  })

  test('nothing is changed behind the entries, and no entry is changed', async () => {
    const { id } = await cast.heard()
    for (const [sql, refusal] of [
      [`UPDATE mediation_cases SET state = 'closed' WHERE id = '${id}'`, 'case_is_fixed'],
      [`UPDATE mediation_cases SET mediator_id = '${cast.secondId}' WHERE id = '${id}'`, 'case_is_fixed'],
      [`DELETE FROM mediation_cases WHERE id = '${id}'`, 'case_is_fixed'],
      [`UPDATE mediation_entries SET body = '{}' WHERE case_id = '${id}'`, 'case_entry_is_final'],
      [`DELETE FROM mediation_entries WHERE case_id = '${id}'`, 'case_entry_is_final'],
      [`UPDATE mediation_notes SET text = 'x'`, 'case_note_is_final'],
    ] as const) {
      const attempt = cast.world.home.db.batch([{ sql, params: [] }])
      await expect(attempt, sql).rejects.toMatchObject({ code: refusal })
    }
    const forged = (move: string, seat: string, to: string, person: string | null) =>
      cast.world.home.db.batch([
        {
          sql: `INSERT INTO mediation_entries SELECT id, revision + 1, 1, ?, ?, ?, state, ?, 'all', '{}' FROM mediation_cases WHERE id = ?`,
          params: [seat, person, move, to, id],
        },
      ])
    await expect(forged('draft', 'mediator', 'drafting', cast.secondId)).rejects.toMatchObject({
      code: 'not_the_mediator',
    })
    await expect(forged('seal', 'secretary', 'performing', null)).rejects.toMatchObject({ code: 'move_not_allowed' })
  })
})
