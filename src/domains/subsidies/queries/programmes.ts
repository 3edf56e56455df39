import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { registeredVersion } from '../../works/index.ts'
import { ClaimDraft, type Eligibility, EligibilityQuery, type ProgrammeView, type WindowView } from '../contract.ts'
import { poolScope } from '../facts.ts'
import {
  type ProgrammeRow,
  programmeRows,
  programmeVersion,
  rateRows,
  scopeRows,
  type WindowRow,
  windowById,
  windowRows,
} from '../programmes/store.ts'
import { type Judged, roomsOf, standingIssues } from './judge.ts'

type Asking = Pick<Context, 'actor' | 'db' | 'clock'>
const instantOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

async function viewOf(ctx: Asking, row: ProgrammeRow, windows: readonly WindowRow[]): Promise<ProgrammeView> {
  const today = dateInChina(ctx.clock.nowMs())
  const { pool } = row.body
  const { pools, uses } = await scopeRows(
    ctx.db,
    pool ? [...new Set(windows.map(({ year }) => poolScope(pool.code, year)))] : [],
  )
  return {
    code: row.code,
    version: row.version,
    state: row.state,
    body: row.body,
    confirmedAt: instantOrNull(row.confirmedAt),
    windows: windows.map((window): WindowView => {
      const { id, programmeCode, programmeVersion: version, year, opensOn, closesOn } = window
      const scope = pool && poolScope(pool.code, year)
      return {
        id,
        programmeCode,
        version,
        year,
        opensOn,
        closesOn,
        isOpen: window.closedAt === null && opensOn <= today && today <= closesOn,
        allocatedAt: instantOrNull(window.allocatedAt),
        poolFen: scope ? (pools.get(scope) ?? null) : null,
        poolUsedFen: scope ? (uses.get(scope) ?? 0) : null,
      }
    }),
  }
}

/** Every programme in its newest version that counts, or as it ships where none was confirmed yet. For anyone. */
export async function listProgrammes(ctx: Asking): Promise<{ items: ProgrammeView[] }> {
  const [rows, windows] = await Promise.all([programmeRows(ctx.db), windowRows(ctx.db)])
  const codes = [...new Set(rows.map(({ code }) => code))]
  const items = await Promise.all(
    codes.flatMap((code) => {
      const versions = rows.filter((row) => row.code === code)
      const row = versions.find(({ state }) => state === 'confirmed') ?? versions[0]
      return row
        ? [
            viewOf(
              ctx,
              row,
              windows.filter(({ programmeCode }) => programmeCode === code),
            ),
          ]
        : []
    }),
  )
  return { items }
}

/** All versions of a programme, the newest first. Throws NotFound `programme_not_found`. */
export async function programmeVersions(ctx: Asking, code: string): Promise<{ items: ProgrammeView[] }> {
  const [rows, windows] = await Promise.all([programmeRows(ctx.db, code), windowRows(ctx.db, code)])
  if (rows.length === 0) throw notFound('programme')
  return {
    items: await Promise.all(
      rows.map((row) =>
        viewOf(
          ctx,
          row,
          windows.filter((window) => window.programmeVersion === row.version),
        ),
      ),
    ),
  }
}

/** Throws NotFound `programme_not_found`. */
export async function readProgramme(ctx: Asking, code: string, version: number): Promise<ProgrammeView> {
  const row = await programmeVersion(ctx.db, code, version)
  if (!row) throw notFound('programme')
  return viewOf(ctx, row, await windowRows(ctx.db, code))
}

/** Rates as they were published, the newest first. */
export async function listRates(ctx: Pick<Context, 'db'>) {
  const rows = await rateRows(ctx.db)
  return { items: rows.map(({ currency, day, microsPerUnit, source }) => ({ currency, day, microsPerUnit, source })) }
}

/**
 * Whether the asker's organisation may claim, and up to how much, before any work is done: each thing that was looked at, and what
 * was found. Throws NotFound `window_not_found`.
 */
export async function checkEligibility(ctx: Asking, input: unknown): Promise<Eligibility> {
  const { organisationId } = actingFor(ctx, 'claim.write')
  const { windowId, workId } = parse(EligibilityQuery, input)
  const window = await windowById(ctx.db, windowId)
  const programme = window && (await programmeVersion(ctx.db, window.programmeCode, window.programmeVersion))
  if (!window || !programme) throw notFound('window')
  const { body } = programme
  const today = dateInChina(ctx.clock.nowMs())
  const judged: Judged = {
    id: null,
    organisationId,
    programmeCode: programme.code,
    year: window.year,
    body,
    draft: { ...ClaimDraft.parse({}), workId: workId ?? null },
  }
  const because: Eligibility['because'] = [
    {
      code: 'window',
      isMet: window.closedAt === null && window.opensOn <= today && today <= window.closesOn,
      grounds: { opensOn: window.opensOn, closesOn: window.closesOn },
    },
    ...(await standingIssues(ctx, judged)),
  ]
  if (body.subject === 'work' && workId !== undefined) {
    const work = await registeredVersion(ctx, workId)
    because.push({
      code: 'work',
      isMet: work?.organisationId === organisationId,
      grounds: { title: work?.title ?? '' },
    })
  }
  // Without a work its own cap says nothing.
  const rooms = (await roomsOf(ctx, judged)).filter(({ scope }) => workId !== undefined || !scope.includes(':work:'))
  for (const { scope, capFen, leftFen, isPool } of rooms) {
    because.push({
      code: isPool ? 'pool' : 'cap',
      isMet: leftFen > 0,
      grounds: { scope, capFen, leftFen: Math.max(0, leftFen) },
    })
  }
  if (body.basis === 'costs') {
    for (const { code, shareBasisPoints } of body.costs) {
      because.push({ code: 'share', isMet: true, grounds: { kind: code, shareBasisPoints } })
    }
  } else {
    for (const { code, amountFen } of body.results)
      because.push({ code: 'result', isMet: true, grounds: { kind: code, amountFen } })
  }
  const isEligible = because.every(({ isMet }) => isMet)
  const left = Math.min(
    ...rooms.map(({ leftFen }) => Math.max(0, leftFen)),
    ...(body.basis === 'results' ? [Math.max(...body.results.map(({ amountFen }) => amountFen))] : []),
  )
  return { isEligible, upToFen: isEligible && Number.isFinite(left) ? left : 0, because }
}
