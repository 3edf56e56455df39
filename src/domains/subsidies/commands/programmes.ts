import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import {
  BarInput,
  ConfirmProgrammeInput,
  ProgrammeBody,
  type ProgrammeView,
  RatesInput,
  WindowInput,
} from '../contract.ts'
import { monthsBefore, poolScope } from '../facts.ts'
import {
  closeWindowRow,
  confirmVersion,
  insertBar,
  insertProgramme,
  insertRate,
  insertWindow,
  programmeRows,
  programmeVersion,
  setPool,
  windowById,
} from '../programmes/store.ts'
import { readProgramme } from '../queries/programmes.ts'
import { requireDepartment } from '../queries/reach.ts'

/**
 * A new version of a programme, which counts for claims of windows that are opened for it later. Throws NotFound
 * `programme_not_found`; Forbidden `department_may_not`; Conflict `programme_changed_elsewhere`; Invalid `input_invalid`.
 */
export async function editProgramme(ctx: Context, code: string, input: unknown): Promise<ProgrammeView> {
  const acting = actingFor(ctx, 'programme.manage')
  const body = parse(ProgrammeBody, input)
  const [newest] = await programmeRows(ctx.db, code)
  if (!newest) throw notFound('programme')
  requireDepartment(ctx, newest.body)
  const version = newest.version + 1
  await ctx.db.batch([
    insertProgramme({ code, version, body, state: 'draft', createdBy: acting.personId, createdAt: ctx.clock.nowMs() }),
    ...auditStatements(ctx, { action: 'programme.edited', subjectId: code, details: { version } }),
  ])
  return readProgramme(ctx, code, version)
}

/**
 * Makes a version count. Whatever the policy leaves open in it must be named, one by one: the officer answers for it. Throws
 * NotFound `programme_not_found`; Forbidden `department_may_not`; Conflict `programme_is_fixed`; Invalid `defaults_unconfirmed`.
 */
export async function confirmProgramme(
  ctx: Context,
  code: string,
  version: number,
  input: unknown,
): Promise<ProgrammeView> {
  const acting = actingFor(ctx, 'programme.manage')
  const { confirmed } = parse(ConfirmProgrammeInput, input)
  const row = await programmeVersion(ctx.db, code, version)
  if (!row) throw notFound('programme')
  requireDepartment(ctx, row.body)
  const left = row.body.defaults.filter((part) => !confirmed.includes(part))
  if (left.length > 0) {
    throw invalid('defaults_unconfirmed', `The policy leaves these open, so confirm each: ${left.join(', ')}`)
  }
  await ctx.db.batch([
    confirmVersion(code, version, acting.personId, ctx.clock.nowMs()),
    ...auditStatements(ctx, { action: 'programme.confirmed', subjectId: code, details: { version, confirmed } }),
  ])
  return readProgramme(ctx, code, version)
}

/**
 * Opens a time for claims under the newest confirmed version. `poolFen` is the budget of the year, where it is not the policy's.
 * Throws NotFound `programme_not_found`; Forbidden `department_may_not`; Conflict `programme_not_confirmed`, `pool_is_used`.
 */
export async function openWindow(ctx: Context, code: string, input: unknown): Promise<ProgrammeView> {
  const acting = actingFor(ctx, 'programme.manage')
  const { year, opensOn, closesOn, poolFen } = parse(WindowInput, input)
  const versions = await programmeRows(ctx.db, code)
  if (versions.length === 0) throw notFound('programme')
  const row = versions.find(({ state }) => state === 'confirmed')
  if (!row)
    throw conflict('programme_not_confirmed', 'What the policy leaves open must be confirmed before a window opens')
  requireDepartment(ctx, row.body)
  const nowMs = ctx.clock.nowMs()
  const { pool } = row.body
  await ctx.db.batch([
    insertWindow({
      id: newId('win', nowMs),
      programmeCode: code,
      programmeVersion: row.version,
      year,
      opensOn,
      closesOn,
      openedBy: acting.personId,
      createdAt: nowMs,
    }),
    ...(pool ? [setPool(poolScope(pool.code, year), poolFen ?? pool.amountFen)] : []),
    ...auditStatements(ctx, {
      action: 'programme.window_opened',
      subjectId: code,
      details: { version: row.version, year, opensOn, closesOn, poolFen: poolFen ?? pool?.amountFen ?? null },
    }),
  ])
  return readProgramme(ctx, code, row.version)
}

/** Ends a window before its last day. Throws NotFound `window_not_found`; Forbidden `department_may_not`; Conflict `window_is_fixed`. */
export async function closeWindow(ctx: Context, windowId: string): Promise<ProgrammeView> {
  actingFor(ctx, 'programme.manage')
  const window = await windowById(ctx.db, windowId)
  const row = window && (await programmeVersion(ctx.db, window.programmeCode, window.programmeVersion))
  if (!window || !row) throw notFound('window')
  requireDepartment(ctx, row.body)
  await ctx.db.batch([
    closeWindowRow(windowId, ctx.clock.nowMs()),
    ...auditStatements(ctx, { action: 'programme.window_closed', subjectId: row.code, details: { windowId } }),
  ])
  return readProgramme(ctx, row.code, row.version)
}

/** Enters published rates, each for good. Throws Conflict `taken:subsidy_rates…`; Invalid `input_invalid`, `rate_of_cny`. */
export async function enterRates(ctx: Context, input: unknown): Promise<void> {
  const acting = actingFor(ctx, 'programme.manage')
  const { source, rates } = parse(RatesInput, input)
  if (rates.some(({ currency }) => currency === 'CNY')) throw invalid('rate_of_cny', 'CNY needs no rate')
  const nowMs = ctx.clock.nowMs()
  await ctx.db.batch([
    ...rates.map((rate) => insertRate({ ...rate, source, enteredBy: acting.personId, enteredAt: nowMs })),
    ...auditStatements(ctx, {
      action: 'programme.rates_entered',
      subjectId: 'rates',
      details: { count: rates.length },
    }),
  ])
}

/**
 * Bars an organisation for three years after an official finding of serious infringement (广东省版权条例 39). A mere complaint is
 * none. Throws Conflict `reference_missing` for an organisation that is not there, `taken:subsidy_bars…`; Invalid `input_invalid`.
 */
export async function enterBar(ctx: Context, input: unknown) {
  const acting = actingFor(ctx, 'claim.review')
  const { organisationId, authority, reference, foundOn } = parse(BarInput, input)
  const nowMs = ctx.clock.nowMs()
  const bar = {
    id: newId('bar', nowMs),
    organisationId,
    authority,
    reference,
    fromDay: foundOn,
    untilDay: monthsBefore(foundOn, -36),
  }
  await ctx.db.batch([
    insertBar({ ...bar, enteredBy: acting.personId, enteredAt: nowMs }),
    ...auditStatements(ctx, {
      action: 'applicant.barred',
      subjectId: organisationId,
      organisationId,
      details: { barId: bar.id },
    }),
  ])
  const { fromDay: from, untilDay: until, ...rest } = bar
  return { ...rest, from, until }
}
