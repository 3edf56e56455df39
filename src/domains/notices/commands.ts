import { AppError, conflict, invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { parse } from '../../kernel/parse.ts'
import { dateInChina } from '../../kernel/working-days.ts'
import type { Context } from '../../ports/context.ts'
import type { Statement } from '../../ports/db.ts'
import { actingFor, auditStatements, countAttempt, hashSecret, mailStatements, newSecret } from '../accounts/index.ts'
import { readCheck } from '../fingerprints/index.ts'
import { registeredWork } from '../works/index.ts'
import { noticeClocks } from './clocks.ts'
import { noticeText } from './compose.ts'
import {
  CounterInput,
  type CounterPreview,
  type NoticeAct,
  NoticeActInput,
  type NoticeElement,
  NoticeInput,
  type NoticeMove,
  type NoticeView,
} from './contract.ts'
import { noticeOfToken, noticeView, ownNotice, readNotice, workOfNotice } from './queries.ts'
import { addressKey, missingInCounter, missingInNotice, moves } from './rules.ts'
import {
  entriesOfNotice,
  insertNotice,
  insertNoticeEntry,
  insertNoticeLink,
  type NoticeEntry,
  type NoticeRow,
} from './store.ts'

/** Below this nobody is accused by a machine's word: see docs/matching.md, where confidence is calibrated. */
const confidenceMin = 0.9

function refuseMissing(missing: readonly NoticeElement[]): void {
  if (missing.length === 0) return
  throw new AppError('Invalid', 'notice_incomplete', 'The law asks for more than this', {
    issues: missing.map((path) => ({ path, message: 'missing' })),
  })
}

/**
 * Draws up a notice with exactly what its law asks for. Nothing is sent by this.
 * Throws Invalid `notice_incomplete` with the elements that are missing, `not_your_work`, `evidence_too_weak`; Conflict
 * `second_notice_barred`; NotFound `check_not_found`; LimitReached `too_many_attempts`.
 */
export async function drawNotice(ctx: Context, input: unknown): Promise<NoticeView> {
  const { organisationId, personId } = actingFor(ctx, 'notice.send')
  const notice = parse(NoticeInput, input)
  const work = await registeredWork(ctx, notice.registrationNumber)
  if (work?.organisationId !== organisationId) {
    throw invalid('not_your_work', 'No work of yours is registered under this number')
  }
  refuseMissing(missingInNotice(notice))
  if (notice.checkId !== undefined) await requireSureCheck(ctx, notice.checkId, work.workId)
  await countAttempt(ctx, 'notice.organisation', organisationId)
  const nowMs = ctx.clock.nowMs()
  const id = newId('ntc', nowMs)
  const row = {
    id,
    organisationId,
    workId: work.workId,
    law: notice.law,
    content: notice,
    createdBy: personId,
    createdAt: nowMs,
  }
  await ctx.db.batch([
    ...insertNotice(row, Number(dateInChina(nowMs).slice(0, 4)), [...new Set(notice.addresses.map(addressKey))]),
    entryOf(ctx, id, { revision: 1, from: 'new', move: 'draw', personId, body: {} }),
    ...auditStatements(ctx, { action: 'notice.draw', subjectId: id, details: { law: notice.law } }),
  ])
  return readNotice(ctx, id)
}

async function requireSureCheck(ctx: Context, checkId: string, workId: string): Promise<void> {
  const { matches } = await readCheck(ctx, checkId)
  const match = matches?.find((one) => one.workId === workId)
  if (!match || match.confidence < confidenceMin) {
    throw invalid('evidence_too_weak', 'This check does not show your work surely enough to accuse anybody')
  }
}

const entryOf = (
  ctx: Pick<Context, 'clock'>,
  noticeId: string,
  of: { revision: number; from: string; move: NoticeMove; personId: string | null; body: NoticeEntry['body'] },
): Statement =>
  insertNoticeEntry({
    noticeId,
    revision: of.revision,
    at: ctx.clock.nowMs(),
    personId: of.personId,
    move: of.move,
    fromState: of.from,
    toState: moves[of.move].to,
    body: of.body,
  })

/**
 * Sends a notice, or keeps what became of it. Throws like `ownNotice`; Conflict `notice_changed`, `notice_move_not_allowed`,
 * `restore_too_early`.
 */
export async function actOnNotice(ctx: Context, id: string, input: unknown): Promise<NoticeView> {
  const row = await ownNotice(ctx, 'notice.send', id)
  const { revision, act } = parse(NoticeActInput, input)
  const entries = await entriesOfNotice(ctx.db, id)
  if (entries.length !== revision)
    throw conflict('notice_changed', 'Something has happened to this notice since you saw it')
  if (!moves[act.move].from.includes(row.state)) {
    throw conflict('notice_move_not_allowed', `This is not done while a notice is ${row.state}`)
  }
  requireTime(ctx, row, entries, act)
  const { personId } = actingFor(ctx, 'notice.send')
  const note = act.move === 'send' ? act.by : act.note
  await ctx.db.batch([
    entryOf(ctx, id, { revision: revision + 1, from: row.state, move: act.move, personId, body: { note } }),
    ...(act.move === 'send' ? await sending(ctx, row, act.by) : []),
    ...auditStatements(ctx, { action: `notice.${act.move}`, subjectId: id, details: { revision: revision + 1 } }),
  ])
  return readNotice(ctx, id)
}

/** § 512(g)(2)(C): not before ten business days have passed, in which the sender may file an action. */
function requireTime(
  ctx: Pick<Context, 'clock'>,
  row: NoticeRow,
  entries: readonly NoticeEntry[],
  act: NoticeAct,
): void {
  if (act.move !== 'restore') return
  const today = dateInChina(ctx.clock.nowMs())
  const clocks = noticeClocks(row.law, row.state, dateInChina(entries.at(-1)?.at ?? row.createdAt), today)
  const from = clocks.find(({ kind }) => kind === 'restore_from')
  if (from && today < from.dueOn) throw conflict('restore_too_early', 'The ten business days have not passed yet')
}

/** The link for the counter-notice goes with the notice: the platform forwards both to whom they concern. */
async function sending(ctx: Context, row: NoticeRow, by: 'mail' | 'handed_out'): Promise<Statement[]> {
  if (by === 'handed_out') return []
  const secret = newSecret()
  const { name, email } = row.content.platform
  const text = noticeText(row.number, row.content, await workOfNotice(ctx, row))
  return [
    insertNoticeLink({ tokenHash: hashSecret(secret), noticeId: row.id, createdAt: ctx.clock.nowMs() }),
    ...mailStatements(ctx, {
      kind: 'takedown_notice',
      recipient: email,
      language: row.law === 'cn' ? 'zh-CN' : 'en',
      values: { number: row.number, platform: name, text, link: `${ctx.origin}/notices/counter#${secret}` },
    }),
  ]
}

/**
 * A counter-notice, by the link in the notice and without an account. After it the law may bar a second notice, which the database then
 * refuses. Throws as `noticeOfToken`; Invalid `notice_incomplete`; Conflict `notice_move_not_allowed` unless the material is down.
 */
export async function counterNotice(ctx: Context, input: unknown): Promise<CounterPreview> {
  const { token, ...counter } = parse(CounterInput, input)
  const row = await noticeOfToken(ctx, token)
  refuseMissing(missingInCounter(row.law, counter))
  if (!moves.counter.from.includes(row.state)) {
    throw conflict('notice_move_not_allowed', `A notice that is ${row.state} is not countered`)
  }
  const entries = await entriesOfNotice(ctx.db, row.id)
  const revision = entries.length + 1
  await ctx.db.batch([
    entryOf(ctx, row.id, { revision, from: row.state, move: 'counter', personId: null, body: { counter } }),
    ...auditStatements(ctx, {
      action: 'notice.counter',
      subjectId: row.id,
      organisationId: row.organisationId,
      details: { revision },
    }),
  ])
  const after = await noticeView(ctx, row, await entriesOfNotice(ctx.db, row.id))
  const { number, state, law, title, registrationNumber, addresses, text } = after
  return { number, state, law, title, registrationNumber, addresses, text }
}
