import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Agreement } from '../../../src/domains/mediation/agreement/contract.ts'
import { missingIn, ownershipClauses } from '../../../src/domains/mediation/agreement/rules.ts'
import { clocksOf, lastDay } from '../../../src/domains/mediation/clocks.ts'
import { caseStates, seats } from '../../../src/domains/mediation/contract.ts'
import { type Entry, factsOf, type StoredAct } from '../../../src/domains/mediation/facts.ts'
import { drawMoves, isEnded, moveNames, moveRows, moves } from '../../../src/domains/mediation/rules.ts'
import { maySee } from '../../../src/domains/mediation/visible.ts'
import { openWorld, type World } from '../../kit/world.ts'
import { agreement } from './case-kit.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

describe('the table of moves', () => {
  test('is the same in the database and in the drawing of the documents', async () => {
    const rows = await world.sql('SELECT move, seat, from_state, to_state FROM mediation_moves ORDER BY 1, 2, 3, 4')
    const wanted = moveRows().map(({ move, seat, from, to }) => [move, seat, from, to])
    expect(rows).toEqual(wanted.toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1)))
    expect(await readFile('docs/mediation.md', 'utf8')).toContain(`\`\`\`mermaid\n${drawMoves()}\n\`\`\``)
  })

  test('leads out of every state that is no end, and out of an end only by reopening', () => {
    for (const state of caseStates) {
      const out = moveNames.filter((move) =>
        moveRows().some((row) => row.move === move && row.from === state && row.to !== state),
      )
      if (isEnded(state))
        expect(
          out.filter((move) => move !== 'reopen'),
          state,
        ).toEqual([])
      else expect(out.length, state).toBeGreaterThan(0)
    }
    for (const name of moveNames) expect(moves[name].by.length).toBeGreaterThan(0)
  })
})

const at = (day: string) => Date.parse(`${day}T10:00:00+08:00`)
const entry = (day: string, seat: Entry['seat'], state: Entry['state'], act: StoredAct): Entry => {
  return { revision: 1, atMs: at(day), seat, personId: null, state, audience: 'all', act }
}
const reason = '——理由——'
const invitedOn = (day: string) => [
  entry(day, 'applicant', 'applied', { move: 'apply' }),
  entry(day, 'secretary', 'inviting', { move: 'accept' }),
]
const consentedOn = (day: string) => [
  ...invitedOn(day),
  entry(day, 'respondent', 'informing', { move: 'agree' }),
  entry(day, 'applicant', 'informing', { move: 'acknowledge', understands: true, consents: true }),
  entry(day, 'respondent', 'choosing', { move: 'acknowledge', understands: true, consents: true }),
]

describe('the clocks', () => {
  test.each([
    // National Day 2026: off from 1 to 7 October, worked on 10 October.
    ['2026-09-30', '2026-10-13'],
    // Over New Year into a year whose table is not out: weekends and 1 January are off.
    ['2026-12-29', '2027-01-06'],
    ['2026-03-02', '2026-03-09'],
  ])('for an answer run in working days: asked on %s, by %s', (asked, due) => {
    const clocks = clocksOf(factsOf(invitedOn(asked)), due)
    expect(clocks).toEqual([{ kind: 'answer', dueOn: due, isOver: false, waitsFor: ['respondent'] }])
  })

  test('of the law run in days, and end on a working day', () => {
    // 30 days from 2026-09-01 is within the week of National Day.
    expect(lastDay('2026-09-02', 30)).toBe('2026-10-08')
    expect(lastDay('2026-12-03', 30)).toBe('2027-01-04')
    const facts = factsOf(consentedOn('2026-09-02'))
    expect(clocksOf(facts, '2026-09-02').map(({ kind, dueOn }) => [kind, dueOn])).toEqual([
      ['choose', '2026-09-04'],
      ['mediation', '2026-10-08'],
    ])
    const [one, other] = (['applicant', 'respondent'] as const).map((side) =>
      entry('2026-09-20', side, 'hearing', {
        move: 'agree_extension',
        until: side === 'applicant' ? '2026-11-20' : '2026-11-10',
      }),
    )
    const until = (entries: Entry[]) =>
      clocksOf(factsOf(entries), '2026-09-20').find(({ kind }) => kind === 'mediation')?.dueOn
    if (!one || !other) throw new Error('both sides')
    // One side alone extends nothing; both extend to the earlier day.
    expect(until([...consentedOn('2026-09-02'), one])).toBe('2026-10-08')
    expect(until([...consentedOn('2026-09-02'), one, other])).toBe('2026-11-10')
  })

  test('for a court run from the seal, and stop with its answer', () => {
    const sealed: StoredAct = { move: 'seal', pdfSha256: '0'.repeat(64), sizeBytes: 1, effectiveOn: '2026-12-03' }
    const entries = [...consentedOn('2026-11-20'), entry('2026-12-03', 'secretary', 'performing', sealed)]
    expect(clocksOf(factsOf(entries), '2026-12-04')).toMatchObject([
      { kind: 'confirmation', dueOn: '2027-01-04', waitsFor: ['applicant', 'respondent'] },
    ])
    const noted: StoredAct = {
      move: 'note_confirmation',
      result: 'rejected',
      court: '法院',
      number: '',
      on: '2026-12-20',
    }
    expect(
      clocksOf(factsOf([...entries, entry('2026-12-20', 'secretary', 'performing', noted)]), '2026-12-20'),
    ).toEqual([])
  })
})

test('what one side tells in confidence is read by it and the mediator, whatever is told', () => {
  const confidential = fc.record({
    by: fc.constantFrom('applicant', 'respondent', 'mediator'),
    audience: fc.constantFrom('applicant', 'respondent'),
  })
  fc.assert(
    fc.property(confidential, fc.constantFrom(...seats), ({ by, audience }, reader) => {
      const told = { seat: by, audience, act: { move: 'state', text: reason, audience: 'mediator' } } as const
      expect(maySee(told, reader)).toBe(reader === 'mediator' || reader === audience)
    }),
  )
})

describe('an agreement', () => {
  test('lacks what 人民调解法 art. 29 asks for, element by element', () => {
    const whole = Agreement.parse(agreement)
    expect(missingIn(whole)).toEqual([])
    const nothing = { zh: '', en: '' }
    for (const path of ['facts', 'issues', 'responsibilities'] as const) {
      expect(missingIn({ ...whole, [path]: nothing })).toEqual([`${path}.zh`, `${path}.en`])
    }
    expect(missingIn({ ...whole, terms: [] })).toEqual(['terms'])
    const [payment] = whole.terms
    if (!payment) throw new Error('a term')
    expect(missingIn({ ...whole, terms: [{ ...payment, dueOn: null, amountFen: null, words: nothing }] })).toEqual([
      'terms.0.dueOn',
      'terms.0.amountFen',
      'terms.0.words.zh',
      'terms.0.words.en',
    ])
  })

  test.each([
    ['作品的著作权归申请人所有', true],
    ['双方确认该剧版权属于甲方', true],
    ['该作品的权属由法院另行认定', true],
    ['The copyright in the work belongs to the applicant', true],
    ['The respondent is the sole owner of all rights', true],
    ['被申请人就使用作品支付许可费，并在片尾署名', false],
    ['The respondent licenses the work until 2027 and credits its author', false],
  ])('that says “%s” is warned of: %s', (words, isWarned) => {
    const whole = Agreement.parse({ ...agreement, further: { zh: words, en: words } })
    expect(ownershipClauses(whole).length > 0).toBe(isWarned)
  })
})
