import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProgrammeBody, type ProgrammeView } from '../../../src/domains/subsidies/contract.ts'
import { checkLedger } from '../../../src/domains/subsidies/index.ts'
import { moves } from '../../../src/domains/subsidies/rules.ts'
import { addWorkingDays } from '../../../src/kernel/working-days.ts'
import { movesInDocs, renderMoves } from '../../docs-claims.ts'
import { makePicture } from '../../kit/pictures.ts'
import { command } from '../../kit/program.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'
import {
  account,
  addDocuments,
  ask,
  costOf,
  decided,
  draftClaim,
  move,
  must,
  officer,
  openProgramme,
  read,
  studio,
  today,
} from './claim-kit.ts'

let world: World
let lin: Awaited<ReturnType<typeof studio>>
let mo: Awaited<ReturnType<typeof studio>>
let first: Person
let second: Person
let decider: Person
let workId: string
let windowId: string
const dayMs = 86_400_000

beforeAll(async () => {
  world = await openWorld()
  ;[lin, mo] = [await studio(world, 'lin'), await studio(world, 'mo')]
  first = await officer(world, 'first')
  second = await officer(world, 'second')
  decider = await officer(world, 'decider', 'investment')
  const picture = await lin.file(await makePicture(world.dir, 77))
  workId = (await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: picture.id }] }))).id
  windowId = await openProgramme(world, first, 'm5-overseas')
  await must(
    first.call('POST', '/api/rates', {
      source: '中国人民银行授权公布人民币汇率中间价',
      rates: [{ currency: 'USD', day: '2026-03-06', microsPerUnit: 7_123_456 }],
    }),
  )
})
afterAll(() => world.close())
const officers = () => ({ applicant: lin, first, second, decider })

describe('programmes', () => {
  test('ship with the caps of the policy, and none opens before what the policy leaves open is confirmed', async () => {
    const { body } = await world.anonymous.call('GET', '/api/programmes')
    const { items } = body as unknown as { items: ProgrammeView[] }
    const caps = Object.fromEntries(
      items.map(({ code, body: { caps } }) => [code, caps.map(({ per, amountFen }) => `${per} ${amountFen / 100}`)]),
    )
    expect(caps).toEqual({
      'm1-event': ['organiser 600000'],
      'm1-facility': ['base 800000'],
      'm2-talent': ['enterprise 600000'],
      'm3-enterprise': ['enterprise 3000000'],
      'm3-work': ['work 350000'],
      'm5-overseas': ['enterprise 400000', 'work 400000'],
    })
    for (const { body: shipped } of items) {
      expect(ProgrammeBody.parse(shipped)).toEqual(shipped)
      expect(shipped.defaults.length).toBeGreaterThan(5)
    }
    const talent = await officer(world, 'talent', 'talent')
    const open = { year: 2026, opensOn: '2026-01-01', closesOn: '2026-12-31' }
    expect((await talent.call('POST', '/api/programmes/m2-talent/windows', open)).body.code).toBe(
      'programme_not_confirmed',
    )
    const confirm = (confirmed: string[]) =>
      talent.call('POST', '/api/programmes/m2-talent/versions/1/confirmation', { confirmed })
    expect((await confirm(['costs'])).body.code).toBe('defaults_unconfirmed')
    expect(
      (await first.call('POST', '/api/programmes/m2-talent/versions/1/confirmation', { confirmed: [] })).body.code,
    ).toBe('department_may_not')
  })

  test('the table of moves is the one that the database holds and the document draws', async () => {
    expect(await movesInDocs()).toBe(renderMoves(moves))
    const rows = await world.sql('SELECT move, from_state, to_state FROM subsidy_moves')
    const pairs = Object.entries(moves).flatMap(([name, { from, to }]) => from.map((state) => [name, state, to].join()))
    expect(rows.map((row) => row.join()).sort()).toEqual(pairs.sort())
  })
})

describe('a claim', () => {
  test('goes from the draft to the treasury and back, every fen explained, with four eyes and an objection', async () => {
    const asked = await lin.call('GET', `/api/claims/eligibility?windowId=${windowId}&workId=${workId}`)
    expect(asked.body).toMatchObject({ isEligible: true, upToFen: 40_000_000 })
    const draft = await draftClaim(world, lin, windowId, {
      workId,
      costs: [
        costOf({ otherPublicFen: 1_000_000 }),
        // Paid on a Sunday: the last rate before it counts.
        costOf({ kind: 'dubbing', amountMinor: 12_345_67, currency: 'USD', paidOn: '2026-03-08' }),
        costOf({ kind: 'champagne', amountMinor: 50_000 }),
      ],
    })
    expect(draft.missing).toEqual([])
    // (100,000.01 − 10,000.00) / 2, rounded down; 12,345.67 USD at 7.123456 is 87,943.83 CNY, of which half.
    expect(draft.assessment).toMatchObject({
      claimedFen: 10_000_001 + 8_794_383 + 50_000,
      payableFen: 4_500_000 + 4_397_191,
    })
    const reductions = draft.assessment?.reductions ?? []
    expect(reductions.map(({ code }) => code)).toEqual(['other_public_money', 'share', 'share', 'kind_not_supported'])
    expect(draft.assessment?.lines[1]?.rate).toMatchObject({ day: '2026-03-06' })

    const sent = await move(lin, draft.id, 'submit')
    expect(sent).toMatchObject({ state: 'submitted', number: `M5-OVERSEAS-${today(world).slice(0, 4)}-00001` })
    expect(sent.due?.on).toBe(addWorkingDays(today(world), 5))
    expect((await lin.call('PUT', `/api/claims/${draft.id}/draft`, { revision: 2, draft: {} })).body.code).toBe(
      'claim_is_fixed',
    )
    await move(first, draft.id, 'return_for_completion', { reason: '请补充合同' })
    await move(lin, draft.id, 'submit')
    await move(first, draft.id, 'accept')
    expect(
      (await ask(first, draft.id, 'review', { reductions: [{ line: 9, byFen: 1, reason: '无' }] })).body.code,
    ).toBe('line_unknown')
    const reviewed = await move(first, draft.id, 'review', {
      reductions: [{ line: 2, byFen: 97_191, reason: '两集重复配音' }],
    })
    expect(reviewed.amountFen).toBe(8_800_000)
    // Two at once: one wins, the other is told.
    const both = await Promise.all([ask(second, draft.id, 'joint_review'), ask(decider, draft.id, 'joint_review')])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await ask(first, draft.id, 'decide')).body.code).toBe('four_eyes')
    const done = await move(decider, draft.id, 'decide')
    const latest = done.assessment
    expect(latest?.claimedFen).toBe(
      (latest?.payableFen ?? 0) + (latest?.reductions ?? []).reduce((sum, { byFen }) => sum + byFen, 0),
    )
    expect([done.amountFen, done.balances.committed]).toEqual([8_800_000, 8_800_000])
    const leaf = await world.sql(`SELECT leaf FROM log_entries WHERE type = 'claim.decided'`)
    expect(String(leaf[0])).toContain(String(done.number))
    expect(String(leaf[0])).not.toContain('工作室')

    expect((await ask(first, draft.id, 'publish')).body.code).toBe('four_eyes')
    const published = await move(decider, draft.id, 'publish')
    expect(published.publicityEndsOn).toBe(addWorkingDays(today(world), 5))
    const list = (await world.anonymous.call('GET', '/api/publicity')).body as { items: object[] }
    expect(list.items[0]).toMatchObject({
      number: done.number,
      subject: '骑楼夜雨',
      amountFen: 8_800_000,
      state: 'published',
    })
    const objection = { name: '陈某', contact: '13800000000', text: '该剧海外上线证明所列网址无法打开。' }
    const receipt = await must(world.anonymous.call('POST', `/api/publicity/${done.number}/objections`, objection))
    expect((await ask(decider, draft.id, 'finalise')).body.code).toBe('publicity_running')
    world.later(14 * dayMs)
    expect((await ask(decider, draft.id, 'finalise')).body.code).toBe('objection_open')
    const answer = { outcome: 'dismissed', answer: '已核实，网址可以打开。' }
    await must(decider.call('POST', `/api/claims/${draft.id}/objections/${receipt.id}/answer`, answer))
    expect(
      (await decider.call('POST', `/api/claims/${draft.id}/objections/${receipt.id}/answer`, answer)).body.code,
    ).toBe('objection_answered')
    await move(decider, draft.id, 'finalise')
    // The applicant reads the objection, and not whose it is.
    expect((await read(lin, draft.id)).objections[0]).toMatchObject({ text: objection.text, name: '', contact: '' })
    const late = await world.anonymous.call('POST', `/api/publicity/${done.number}/objections`, objection)
    expect(late.body.code).toBe('publicity_over')

    const order = () => decider.call('POST', '/api/claim-desk/batches', { claimIds: [draft.id] })
    expect((await order()).body.code).toBe('account_not_verified')
    await must(second.call('POST', `/api/claims/${draft.id}/acts`, { act: 'verify_account' }))
    const batch = await must(order())
    const csv = await (await decider.fetch('GET', `/api/claim-desk/batches/${batch.id}/file?format=csv`)).text()
    const bytes = new Uint8Array(
      await (await decider.fetch('GET', `/api/claim-desk/batches/${batch.id}/file?format=xlsx`)).arrayBuffer(),
    )
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    for (const text of [csv, sheet]) expect(text).toMatch(/88000\.00/)
    expect([csv.includes(`'${account.holder}`), sheet.includes('6222020000001234567')]).toEqual([true, true])
    await move(decider, draft.id, 'return_payment', { reason: '户名不符' })
    await must(order())
    await move(decider, draft.id, 'pay')
    expect((await ask(decider, draft.id, 'pay')).body.code).toBe('move_not_allowed')
    await move(lin, draft.id, 'report', { reason: '在三个国家上线，观看 12 万次。' })
    await move(decider, draft.id, 'close')
    await move(decider, draft.id, 'recover', { reason: '发票系重复开具', amountFen: 800_000 })
    const over = await move(decider, draft.id, 'repay')
    expect(over.balances).toEqual({ reserved: 0, committed: 0, paid: 8_000_000, receivable: 0 })
    const left = await lin.call('GET', `/api/claims/eligibility?windowId=${windowId}&workId=${workId}`)
    expect(left.body.upToFen).toBe(40_000_000 - 8_000_000)
    const entries = (await must(first.call('GET', `/api/claim-desk/ledger?claimId=${draft.id}`))).items as object[]
    expect(entries.at(-1)).toMatchObject({ debit: 'budget', credit: 'receivable', amountFen: 800_000, act: 'repay' })
  })

  test('that lacks something, or says what cannot be, is told all of it at once and loses nothing', async () => {
    const begun = await must(lin.call('POST', '/api/claims', { windowId }))
    const save = (draft: object, revision: number) =>
      lin.call('PUT', `/api/claims/${begun.id}/draft`, { revision, draft })
    for (const amountMinor of [100.5, -1, 1e18]) {
      expect((await save({ costs: [costOf({ billedTo: 'x', amountMinor })] }, 1)).body).toMatchObject({
        code: 'input_invalid',
        issues: expect.arrayContaining([expect.objectContaining({ path: 'draft.costs.0.amountMinor' })]),
      })
    }
    const kept = await save(
      { costs: [costOf({ billedTo: '别家公司', paidOn: '2099-01-01', currency: 'THB' })], workId },
      1,
    )
    expect(kept.status).toBe(200)
    expect((await save({}, 1)).body.code).toBe('draft_changed_elsewhere')
    const refused = await ask(lin, String(begun.id), 'submit')
    expect(refused.body.code).toBe('claim_incomplete')
    const told = (refused.body.issues as { path: string; message: string }[]).map(
      ({ path, message }) => `${path} ${message}`,
    )
    expect(told).toEqual(
      expect.arrayContaining([
        'costs.0.billedTo another_firm',
        'costs.0.paidOn in_the_future',
        'costs.0.currency rate_missing',
        'account needed',
        'isDeclaredTrue needed',
        'documents.invoice needed',
      ]),
    )
    expect((await mo.call('GET', `/api/claims/${begun.id}`)).status).toBe(404)
    expect((await first.call('GET', `/api/claims/${begun.id}`)).status).toBe(404)
    await must(ask(lin, String(begun.id), 'discard'))
  })

  test('is refused by the database itself what the application would have refused', async () => {
    const claim = await draftClaim(world, lin, windowId, { workId, costs: [costOf()] })
    await decided(claim, officers())
    const run = (sql: string) => world.home.db.batch([{ sql, params: [] }])
    for (const [sql, code] of [
      [`UPDATE subsidy_claims SET state = 'paid' WHERE id = '${claim.id}'`, /claim_is_fixed/],
      [
        `INSERT INTO subsidy_ledger SELECT max(seq) + 1, '${claim.id}', 1, 'paid', 'committed', 99999999, 1 FROM subsidy_ledger`,
        /ledger_overdrawn/,
      ],
      [
        `INSERT INTO subsidy_ledger SELECT max(seq) + 1, '${claim.id}', 1, 'reserved', 'budget', 1, 1 FROM subsidy_ledger`,
        /amount_over_entitlement/,
      ],
      ['UPDATE subsidy_ledger SET amount_fen = 1', /ledger_is_append_only/],
      ['DELETE FROM subsidy_acts', /act_is_fixed/],
      [`UPDATE subsidy_programmes SET body = '{}'`, /programme_is_fixed/],
    ] as const)
      await expect(run(sql), sql).rejects.toThrow(code)
    await move(lin, claim.id, 'withdraw', { reason: '不再需要' })
    expect((await read(lin, claim.id)).balances).toEqual({ reserved: 0, committed: 0, paid: 0, receivable: 0 })
  })

  test('is out of the hands of whoever is partial, and of an applicant who is barred', async () => {
    const claim = await draftClaim(world, lin, windowId, { workId, costs: [costOf()] })
    await move(lin, claim.id, 'submit')
    await must(second.call('POST', `/api/claims/${claim.id}/conflicts`, { reason: '与法定代表人系亲属' }))
    expect((await ask(second, claim.id, 'accept')).body.code).toBe('conflict_of_interest')
    await must(
      first.call('POST', '/api/bars', {
        organisationId: lin.organisationId,
        authority: '海珠区人民法院',
        reference: '(2023)粤0105民初1号',
        foundOn: '2023-01-01',
      }),
    )
    await move(first, claim.id, 'accept')
    await must(
      first.call('POST', '/api/bars', {
        organisationId: mo.organisationId,
        authority: '海珠区人民法院',
        reference: '(2026)粤0105民初2号',
        foundOn: '2026-05-01',
      }),
    )
    const theirs = await must(mo.call('POST', '/api/claims', { windowId }))
    expect((await read(mo, String(theirs.id))).missing).toContainEqual({ path: 'applicant.bar', message: 'not_met' })
    await move(lin, claim.id, 'withdraw', { reason: '不再需要' })
  })

  test('in a window that closed in the meantime keeps its draft, and a claim made before keeps its programme', async () => {
    const claim = await draftClaim(world, lin, windowId, { workId, costs: [costOf({ amountMinor: 100 })] })
    const later = await draftClaim(world, lin, windowId, { workId, costs: [costOf()] })
    await move(lin, claim.id, 'submit')
    const fresh = await openProgramme(world, first, 'm5-overseas', (body) => ({
      ...body,
      costs: body.costs.map((cost) => ({ ...cost, shareBasisPoints: 1 })),
    }))
    expect((await read(lin, claim.id)).programme.costs[0]?.shareBasisPoints).toBe(5000)
    await must(first.call('POST', `/api/windows/${windowId}/closing`))
    expect((await ask(lin, later.id, 'submit')).body.code).toBe('window_closed')
    expect((await read(lin, later.id)).draft.costs).toHaveLength(1)
    expect((await lin.call('POST', '/api/claims', { windowId })).body.code).toBe('window_closed')
    windowId = fresh
    await openProgramme(world, first, 'm5-overseas', (body) => ({
      ...body,
      costs: body.costs.map((cost) => ({ ...cost, shareBasisPoints: 5000 })),
    })).then((id) => {
      windowId = id
    })
  })
})

describe('never twice', () => {
  const base = costOf({ invoiceNumber: '04400221-00012345', amountMinor: 3_000_000 })
  const again = (change: object) => draftClaim(world, lin, windowId, { workId, costs: [{ ...base, ...change }] })
  test('the same invoice is found however it is written, and whoever claims it; look-alikes are shown and pass', async () => {
    const original = await again({})
    const { number } = await move(lin, original.id, 'submit')
    const bare = await must(lin.call('POST', '/api/claims', { windowId }))
    for (const [i, change] of [
      {},
      { invoiceNumber: '０４４００２２１ ０００１２３４５' },
      { issuer: '译声文化有限责任公司' },
      { issuer: ' 译声 文化（有限公司）', amountMinor: 2_999_999 },
      { invoiceNumber: '4400221/00012345' },
    ].entries()) {
      const draft = { workId, costs: [{ ...base, billedTo: 'lin 工作室', ...change }] }
      const { body } = await lin.call('PUT', `/api/claims/${bare.id}/draft`, { revision: i + 1, draft })
      expect(body.missing).toContainEqual({ path: 'costs.0', message: `claimed_in:${number}` })
    }
    const sister = await must(mo.call('POST', '/api/claims', { windowId }))
    const theirs = { revision: 1, draft: { costs: [{ ...base, billedTo: 'mo 工作室' }] } }
    expect((await mo.call('PUT', `/api/claims/${sister.id}/draft`, theirs)).body.missing).toContainEqual({
      path: 'costs.0',
      message: 'claimed_already',
    })
    // Even when both are judged before either is there, the database takes one.
    const [a, b] = [await again({ invoiceNumber: 'A1' }), await again({ invoiceNumber: 'a-1' })]
    const raced = await Promise.all([ask(lin, a.id, 'submit'), ask(lin, b.id, 'submit')])
    expect(raced.map(({ status }) => status).sort()).toEqual([200, 409])

    const honest = await again({
      invoiceNumber: 'ZZ9',
      issuer: '另一家公司',
      payee: '另一家公司',
      amountMinor: 3_000_001,
    })
    const renumbered = await again({ invoiceNumber: '99999', paidOn: '2026-03-20' })
    await move(lin, honest.id, 'submit')
    await move(lin, renumbered.id, 'submit')
    expect((await read(first, honest.id)).signals).toEqual([])
    expect((await read(first, renumbered.id)).signals).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'similar_payment', line: 1 })]),
    )
    expect((await read(lin, renumbered.id)).signals).toEqual([])
  })

  test('the same scan proves one claim only, also under another name', async () => {
    const one = await draftClaim(world, lin, windowId, { workId, costs: [costOf({ amountMinor: 200 })] })
    const path = await makePicture(world.dir, 78)
    const put = async (claimId: string) =>
      must(
        lin.call('POST', `/api/claims/${claimId}/documents`, {
          uploadId: await lin.upload(path, `${claimId}.png`),
          requirement: 'invoice',
        }),
      )
    await put(one.id)
    await world.work()
    await move(lin, one.id, 'submit')
    const two = await draftClaim(world, lin, windowId, { workId, costs: [costOf({ amountMinor: 300 })] })
    await put(two.id)
    await world.work()
    expect((await ask(lin, two.id, 'submit')).body).toMatchObject({
      code: 'claim_incomplete',
      issues: [{ path: 'documents' }],
    })
  })

  test('a programme that pays more later pays the difference alone', async () => {
    const cost = costOf({ kind: 'copyright', amountMinor: 1_000_000 })
    const claim = await draftClaim(world, lin, windowId, { workId, costs: [cost] })
    await decided(claim, officers())
    await move(decider, claim.id, 'publish')
    world.later(14 * dayMs)
    await move(decider, claim.id, 'finalise')
    await must(second.call('POST', `/api/claims/${claim.id}/acts`, { act: 'verify_account' }))
    await must(decider.call('POST', '/api/claim-desk/batches', { claimIds: [claim.id] }))
    await move(decider, claim.id, 'pay')
    const better = await openProgramme(world, first, 'm3-enterprise', (body) => ({
      ...body,
      costs: body.costs.map((one) => ({ ...one, shareBasisPoints: 8000 })),
    }))
    const more = await draftClaim(world, lin, better, { costs: [cost] })
    expect(more.missing.filter(({ path }) => path.startsWith('costs'))).toEqual([])
    expect(more.assessment).toMatchObject({ payableFen: 800_000 - 500_000 })
    expect(more.assessment?.reductions.at(-1)).toMatchObject({ code: 'absorbed', byFen: 500_000 })
    await addDocuments(world, lin, more.id, [])
    await move(lin, more.id, 'submit')
  })
})

test('the command line opens programmes, and proves the ledger', async () => {
  const run = (...args: string[]) => command(['admin', ...args, '--data', world.dir, '--json'])
  const dates = ['--year', '2027', '--from', '2027-01-01', '--to', '2027-12-31']
  const [refused, opened] = await Promise.all([
    run('programme', 'open', 'm1-event', ...dates),
    run('programme', 'open', 'm3-enterprise', ...dates),
  ])
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('confirmed') })
  expect(JSON.parse(opened.stdout)).toEqual({ windowId: expect.stringMatching(/^win_/) })
  expect(await checkLedger(world.home.base)).toMatchObject({ faults: [] })
  await world.home.db.batch([{ sql: 'UPDATE subsidy_uses SET used_fen = used_fen + 1', params: [] }])
  expect(await run('ledger', 'check')).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('kept') })
})
