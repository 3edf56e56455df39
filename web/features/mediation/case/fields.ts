import { type Act, type CaseView, declineReasons, failReasons } from '../../../../src/domains/mediation/contract.ts'

/** What a move asks for, in the order of the form. */
export type FieldName =
  | 'reason'
  | 'optionalReason'
  | 'text'
  | 'audience'
  | 'declineReason'
  | 'failReason'
  | 'mediatorChoice'
  | 'mediatorId'
  | 'circumstances'
  | 'understands'
  | 'consents'
  | 'startsAt'
  | 'minutes'
  | 'with'
  | 'place'
  | 'session'
  | 'record'
  | 'amount'
  | 'until'
  | 'name'
  | 'willsIt'
  | 'acknowledgesWarnings'
  | 'result'
  | 'court'
  | 'number'
  | 'on'
  | 'term'
  | 'note'
  | 'checkId'

export const fieldsOf: Partial<Record<string, readonly FieldName[]>> = {
  decline: ['declineReason', 'reason'],
  refuse: ['optionalReason'],
  acknowledge: ['understands', 'consents'],
  choose: ['mediatorChoice'],
  name: ['mediatorId'],
  disclose: ['circumstances'],
  object: ['reason'],
  overrule: ['reason'],
  replace: ['reason'],
  recuse: ['reason'],
  state: ['text', 'audience'],
  show: ['checkId'],
  schedule: ['startsAt', 'minutes', 'with', 'place'],
  record: ['session', 'record'],
  propose: ['text', 'amount'],
  agree_extension: ['until'],
  sign: ['name', 'willsIt'],
  withdraw: ['optionalReason'],
  leave: ['optionalReason'],
  fail: ['failReason', 'reason'],
  note_confirmation: ['result', 'court', 'number', 'on'],
  perform: ['term', 'note'],
  confirm_performance: ['term'],
  report_breach: ['term', 'reason'],
  mend: ['reason'],
  close: ['optionalReason'],
  reopen: ['reason'],
}

/** Where the case goes on, the first that is open leading. */
const leading = [
  'accept',
  'agree',
  'acknowledge',
  'disclose',
  'choose',
  'name',
  'accept_mediator',
  'begin',
  'sign',
  'seal',
  'confirm_performance',
  'perform',
  'note_confirmation',
  'ask_confirmation',
  'end_unanswered',
  'schedule',
  'propose',
  'state',
]
/** What has a place of its own on the page. */
const elsewhere = ['answer', 'contest', 'draft', 'offer', 'hand_in', 'join']

export function movesShown({ moves, clocks, seat, ownChoice }: CaseView): { lead: string | null; others: string[] } {
  const open = moves.filter((move) => !elsewhere.includes(move))
  const waits = clocks.some(({ waitsFor }) => waitsFor.includes(seat))
  const lead = leading.find((move) => open.includes(move) && !(move === 'choose' && ownChoice))
  const isUseful = lead !== undefined && (waits || !['schedule', 'propose', 'state', 'perform'].includes(lead))
  return { lead: isUseful ? lead : null, others: open.filter((move) => move !== (isUseful ? lead : null)) }
}

export type Values = Partial<Record<FieldName, string | boolean>>

export const startValues = (view: CaseView): Values => ({
  audience: 'all',
  with: 'both',
  minutes: '60',
  result: 'confirmed',
  declineReason: declineReasons[0],
  failReason: failReasons[0],
  session: String(view.sessions.at(-1)?.revision ?? ''),
  term: '0',
  mediatorChoice: '',
})

const optional: readonly FieldName[] = ['optionalReason', 'circumstances', 'amount', 'number', 'note', 'mediatorChoice']
const marks: readonly FieldName[] = ['understands', 'consents', 'willsIt']

/** Fields that are not filled in as they have to be. */
export const faultsIn = (fields: readonly FieldName[], values: Values): FieldName[] =>
  fields.filter((field) => {
    if (field === 'acknowledgesWarnings' || optional.includes(field)) return false
    if (marks.includes(field)) return values[field] !== true
    const text = String(values[field] ?? '').trim()
    return field === 'reason' ? text.length < 4 : text === ''
  })

/** The act that a filled-in form means. What it is made of is checked again by the server, field by field. */
export function actOf(move: string, values: Values, view: CaseView): Act {
  const text = (field: FieldName) => String(values[field] ?? '').trim()
  const yuan = text('amount')
  const all: Record<string, unknown> = {
    reason: text('reason') || text('optionalReason'),
    text: text('text'),
    audience: text('audience'),
    because: move === 'fail' ? text('failReason') : text('declineReason'),
    mediatorId: move === 'choose' ? text('mediatorChoice') || null : text('mediatorId'),
    circumstances: text('circumstances'),
    understands: true,
    consents: true,
    startsAt: text('startsAt') === '' ? '' : new Date(text('startsAt')).toISOString(),
    minutes: move === 'record' ? text('record') : Number(text('minutes')),
    with: text('with'),
    place: text('place'),
    session: Number(text('session')),
    amountFen: yuan === '' ? null : Math.round(Number(yuan) * 100),
    until: text('until'),
    name: text('name'),
    willsIt: true,
    sha256: view.agreement?.sha256,
    result: text('result'),
    court: text('court'),
    number: text('number'),
    on: text('on'),
    term: Number(text('term')),
    note: text('note'),
    checkId: text('checkId'),
    match: 0,
  }
  const wanted = wireNames[move] ?? []
  // Put together from the names that this very move has.
  return { move, ...Object.fromEntries(wanted.map((name) => [name, all[name]])) } as Act
}

const wireNames: Partial<Record<string, readonly string[]>> = {
  decline: ['because', 'reason'],
  refuse: ['reason'],
  acknowledge: ['understands', 'consents'],
  choose: ['mediatorId'],
  name: ['mediatorId'],
  disclose: ['circumstances'],
  object: ['reason'],
  overrule: ['reason'],
  replace: ['reason'],
  recuse: ['reason'],
  state: ['text', 'audience'],
  show: ['checkId', 'match'],
  schedule: ['startsAt', 'minutes', 'with', 'place'],
  record: ['session', 'minutes'],
  propose: ['text', 'amountFen'],
  agree_extension: ['until'],
  sign: ['sha256', 'name', 'willsIt'],
  withdraw: ['reason'],
  leave: ['reason'],
  fail: ['because', 'reason'],
  note_confirmation: ['result', 'court', 'number', 'on'],
  perform: ['term', 'note'],
  confirm_performance: ['term'],
  report_breach: ['term', 'reason'],
  mend: ['reason'],
  close: ['reason'],
  reopen: ['reason'],
}
