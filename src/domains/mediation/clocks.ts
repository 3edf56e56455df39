import { addWorkingDays } from '../../kernel/working-days.ts'
import type { Clock, Seat, Side } from './contract.ts'
import { sides } from './contract.ts'
import type { Facts } from './facts.ts'
import { isEnded } from './rules.ts'

/** In working days, but where it says calendar days. The first is the committee's own; the others are of the texts named. */
export const terms = {
  /** For answering an invitation, and for reading about one's rights: the committee's own rule. */
  answerWorkingDays: 5,
  /** 人民法院在线调解规则 art. 10: both choose together, else one is named. */
  chooseWorkingDays: 2,
  /** Art. 12: the mediator confirms. */
  discloseWorkingDays: 3,
  /** For accepting the mediator or asking for another: the committee's own rule. */
  objectWorkingDays: 2,
  /** 人民调解工作若干规定 art. 33: in general one month; calendar days, and longer where both agree. */
  mediationDays: 30,
  /** 人民调解法 art. 33: calendar days from taking effect. */
  confirmationDays: 30,
} as const

/** A last day on a day off is the next working day (民法典 art. 203). */
export function lastDay(from: string, days: number): string {
  const date = new Date(`${from}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return addWorkingDays(date.toISOString().slice(0, 10), 0)
}

const lacking = (done: { includes(side: Side): boolean }): Side[] => sides.filter((side) => !done.includes(side))

/** The longest that both have agreed to. */
export function extendedUntil({ extensions }: Pick<Facts, 'extensions'>): string | null {
  const [earlier, later] = [...extensions.values()].toSorted()
  return earlier !== undefined && later !== undefined ? earlier : null
}

/** Every clock that runs, the next to run out first. `today` is a day in China. */
export function clocksOf(facts: Facts, today: string): Clock[] {
  const clocks: Clock[] = []
  const add = (kind: Clock['kind'], dueOn: string, waitsFor: Seat[]) =>
    clocks.push({ kind, dueOn, isOver: today > dueOn, waitsFor })
  const { state } = facts
  if (isEnded(state)) return []
  if (state === 'inviting' && facts.invitedOn) {
    add('answer', addWorkingDays(facts.invitedOn, terms.answerWorkingDays), ['respondent'])
  }
  if (state === 'informing' && facts.informingOn) {
    add('answer', addWorkingDays(facts.informingOn, terms.answerWorkingDays), lacking(facts.acknowledged))
  }
  if (state === 'choosing' && facts.namedOn) {
    const missing = lacking([...facts.choices.keys()])
    add('choose', addWorkingDays(facts.namedOn, terms.chooseWorkingDays), missing.length > 0 ? missing : ['secretary'])
  }
  if (state === 'disclosing' && facts.namedOn) {
    if (!facts.disclosure) {
      add('disclose', addWorkingDays(facts.namedOn, terms.discloseWorkingDays), ['mediator'])
    } else {
      const waitsFor: Seat[] = facts.openObjections > 0 ? ['secretary'] : lacking(facts.acceptedMediator)
      add('object', addWorkingDays(facts.disclosure.on, terms.objectWorkingDays), waitsFor)
    }
  }
  if (facts.consentedOn && !facts.sealed) {
    const signers: Seat[] = ['applicant', 'respondent', 'mediator']
    const unsigned = signers.filter((seat) => !facts.signatures.some((one) => one.seat === seat))
    const waitsFor: Seat[] = state === 'signing' ? (unsigned.length > 0 ? unsigned : ['secretary']) : ['mediator']
    const isHeard = state === 'hearing' || state === 'drafting' || state === 'signing'
    const dueOn = extendedUntil(facts) ?? lastDay(facts.consentedOn, terms.mediationDays)
    add('mediation', dueOn, isHeard ? waitsFor : [])
  }
  if (facts.sealed) {
    if (facts.confirmation.result === null) {
      add(
        'confirmation',
        lastDay(facts.sealed.effectiveOn, terms.confirmationDays),
        lacking(facts.confirmation.askedBy),
      )
    }
    facts.draft?.agreement.terms.forEach(({ by, dueOn }, i) => {
      const done = facts.performed.get(i)
      if (dueOn === null || done?.isConfirmed) return
      add('performance', dueOn, [done ? (by === 'applicant' ? 'respondent' : 'applicant') : by])
    })
  }
  return clocks.sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0))
}
