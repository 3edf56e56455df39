import type { CaseState, MoveName, Seat } from './contract.ts'

export interface Move {
  by: readonly Seat[]
  from: readonly (CaseState | 'new')[]
  /** Where it leads; `same` leaves the case where it is. */
  to: readonly (CaseState | 'same')[]
}

const bothSides = ['applicant', 'respondent'] as const
const underway = ['hearing', 'drafting', 'signing'] as const
const withMediator = ['disclosing', ...underway] as const
const told = ['informing', 'choosing', ...withMediator] as const
const heard = ['inviting', ...told] as const

/**
 * 调解程序: every move there is, by whom, from which states and to which. The database holds the same rows and refuses the others,
 * docs/mediation.md is drawn from it, and nothing else says what a case may do.
 * After 人民调解法 17 to 33, 人民调解工作若干规定 and, for choosing online, 人民法院在线调解规则 10 to 13.
 */
export const moves = {
  apply: { by: ['applicant'], from: ['new'], to: ['applied'] },
  accept: { by: ['secretary'], from: ['applied'], to: ['inviting'] },
  decline: { by: ['secretary'], from: ['applied'], to: ['not_accepted'] },
  join: { by: bothSides, from: [...heard, 'performing', 'breached'], to: ['same'] },
  agree: { by: ['respondent'], from: ['inviting'], to: ['informing'] },
  refuse: { by: ['respondent'], from: ['inviting'], to: ['refused'] },
  acknowledge: { by: bothSides, from: ['informing'], to: ['same', 'choosing'] },
  choose: { by: bothSides, from: ['choosing'], to: ['same', 'disclosing'] },
  name: { by: ['secretary'], from: ['choosing'], to: ['disclosing'] },
  disclose: { by: ['mediator'], from: ['disclosing'], to: ['same'] },
  accept_mediator: { by: bothSides, from: ['disclosing'], to: ['same', 'hearing'] },
  object: { by: bothSides, from: withMediator, to: ['same'] },
  overrule: { by: ['secretary'], from: withMediator, to: ['same'] },
  replace: { by: ['secretary'], from: withMediator, to: ['choosing'] },
  recuse: { by: ['mediator'], from: withMediator, to: ['choosing'] },
  begin: { by: ['secretary'], from: ['disclosing'], to: ['hearing'] },
  state: { by: bothSides, from: ['applied', ...heard], to: ['same'] },
  show: { by: bothSides, from: ['applied', ...heard], to: ['same'] },
  hand_in: { by: [...bothSides, 'mediator'], from: ['applied', ...heard], to: ['same'] },
  contest: { by: bothSides, from: heard, to: ['same'] },
  schedule: { by: ['mediator', 'secretary'], from: underway, to: ['same'] },
  record: { by: ['mediator'], from: underway, to: ['same'] },
  propose: { by: [...bothSides, 'mediator'], from: ['hearing', 'drafting'], to: ['same'] },
  answer: { by: bothSides, from: ['hearing', 'drafting'], to: ['same'] },
  agree_extension: { by: bothSides, from: underway, to: ['same'] },
  draft: { by: ['mediator'], from: underway, to: ['drafting'] },
  offer: { by: ['mediator'], from: ['drafting'], to: ['signing'] },
  sign: { by: [...bothSides, 'mediator'], from: ['signing'], to: ['same'] },
  seal: { by: ['secretary'], from: ['signing'], to: ['performing'] },
  withdraw: { by: ['applicant'], from: ['applied', ...heard], to: ['withdrawn'] },
  leave: { by: ['respondent'], from: told, to: ['failed'] },
  fail: { by: ['mediator'], from: underway, to: ['failed'] },
  end_unanswered: { by: ['secretary'], from: ['inviting', 'informing', ...underway], to: ['failed'] },
  ask_confirmation: { by: bothSides, from: ['performing'], to: ['same'] },
  note_confirmation: { by: ['secretary'], from: ['performing', 'breached'], to: ['same'] },
  perform: { by: bothSides, from: ['performing', 'breached'], to: ['same'] },
  confirm_performance: { by: bothSides, from: ['performing', 'breached'], to: ['same'] },
  report_breach: { by: bothSides, from: ['performing'], to: ['breached'] },
  mend: { by: bothSides, from: ['breached'], to: ['performing'] },
  close: { by: ['secretary'], from: ['performing', 'breached'], to: ['closed'] },
  reopen: { by: ['secretary'], from: ['refused', 'withdrawn', 'failed', 'closed'], to: ['inviting'] },
} as const satisfies Record<MoveName, Move>

export const moveNames = Object.keys(moves) as MoveName[]
export const endedStates: readonly CaseState[] = ['not_accepted', 'refused', 'withdrawn', 'failed', 'closed']
export const isEnded = (state: CaseState): boolean => endedStates.includes(state)

export interface MoveRow {
  move: MoveName
  seat: Seat
  from: CaseState | 'new'
  to: CaseState
}

/** The table as rows: what `mediation_moves` in the database holds. */
export const moveRows = (): MoveRow[] =>
  moveNames.flatMap((move) => {
    const { by, from, to }: Move = moves[move]
    return by.flatMap((seat) =>
      from.flatMap((start) =>
        to.flatMap((end): MoveRow[] => {
          const reached = end === 'same' ? start : end
          return reached === 'new' ? [] : [{ move, seat, from: start, to: reached }]
        }),
      ),
    )
  })

/** Whether the table lets this seat do this in this state. Conditions of time and of what went before are in outcome.ts. */
export function mayMove(move: MoveName, seat: Seat, state: CaseState): boolean {
  const { by, from }: Move = moves[move]
  return by.includes(seat) && from.includes(state)
}

export const movesOf = (seat: Seat, state: CaseState): MoveName[] =>
  moveNames.filter((move) => mayMove(move, seat, state))

/** Mermaid state diagram of the moves that lead from one state to another; docs/mediation.md holds it. */
export function drawMoves(): string {
  const arrows = new Map<string, Set<string>>()
  for (const { move, from, to } of moveRows()) {
    if (from === to) continue
    const key = `${from === 'new' ? '[*]' : from} --> ${to}`
    arrows.set(key, (arrows.get(key) ?? new Set()).add(move))
  }
  const ends = endedStates.map((state) => `  ${state} --> [*]`)
  return ['stateDiagram-v2', ...[...arrows].map(([key, names]) => `  ${key}: ${[...names].join(', ')}`), ...ends].join(
    '\n',
  )
}
