import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import { addWorkingDays, calendarCovers, dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { registeredVersion } from '../../works/index.ts'
import {
  type Assessment,
  type ClaimSummary,
  ClaimsQuery,
  type ClaimView,
  DeskQuery,
  type Reduction,
  type Signal,
} from '../contract.ts'
import { balancesOf } from '../ledger/store.ts'
import { programmeRows, windowRows } from '../programmes/store.ts'
import { claimNumber, movesFrom, termOf } from '../rules.ts'
import {
  actsOf,
  claimsAtDesk,
  claimsOf,
  conflictsOf,
  documentsAlike,
  linesAlike,
  linesOf,
  objectionsOf,
  type StoredClaim,
} from '../store.ts'
import { claimDocuments, gapsOf, judge, judgedOf } from './judge.ts'
import { departmentOf, readableClaim } from './reach.ts'

type Asking = Pick<Context, 'actor' | 'db' | 'queue' | 'clock'>
const instant = (ms: number) => new Date(ms).toISOString()
const instantOrNull = (ms: number | null) => (ms === null ? null : instant(ms))

export function summaryOf({ claim, programme, applicant }: StoredClaim, nowMs: number): ClaimSummary {
  const running = termOf[claim.state]
  const on = running && addWorkingDays(dateInChina(claim.changedAt), programme.body.days[running.term])
  return {
    id: claim.id,
    number: claimNumber(claim),
    programmeCode: claim.programmeCode,
    programmeTitle: programme.body.title,
    year: claim.year,
    applicant,
    state: claim.state,
    amountFen: claim.amountFen,
    submittedAt: instantOrNull(claim.submittedAt),
    changedAt: instant(claim.changedAt),
    due: running && on ? { ...running, on, isOver: dateInChina(nowMs) > on, isProvisional: !calendarCovers(on) } : null,
  }
}

/** One's own organisation's claims, the newest first. */
export async function listClaims(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  input: unknown,
): Promise<Page<ClaimSummary>> {
  const { organisationId } = actingFor(ctx, 'claim.read')
  const { cursor, limit } = parse(ClaimsQuery, input)
  const rows = await claimsOf(ctx.db, organisationId, { after: cursor, limit: limit + 1 })
  const page = toPage(rows, limit, ({ claim }) => claim.id)
  return { ...page, items: page.items.map((row) => summaryOf(row, ctx.clock.nowMs())) }
}

/** What lies before the officers of the asker's department, the oldest first. */
export async function listDesk(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  input: unknown,
): Promise<Page<ClaimSummary>> {
  actingFor(ctx, 'claim.desk')
  const { cursor, limit, ...filter } = parse(DeskQuery, input)
  const rows = await claimsAtDesk(ctx.db, departmentOf(ctx), { ...filter, after: cursor, limit: limit + 1 })
  const page = toPage(rows, limit, ({ claim }) => claim.id)
  return { ...page, items: page.items.map((row) => summaryOf(row, ctx.clock.nowMs())) }
}

/** The claim in full, as the asker may see it. Throws NotFound `claim_not_found`. */
export async function readClaim(ctx: Asking, id: string): Promise<ClaimView> {
  const { stored, isOfficer } = await readableClaim(ctx, id)
  const { claim, window, programme } = stored
  const isOpenToChange = claim.state === 'draft' || claim.state === 'correction'
  const [acts, objections, conflicts, balances, documents, judged, work] = await Promise.all([
    actsOf(ctx.db, id),
    objectionsOf(ctx.db, id),
    conflictsOf(ctx.db, id),
    balancesOf(ctx.db, id),
    claimDocuments(ctx, id),
    isOpenToChange ? judge(ctx, judgedOf(stored)) : null,
    claim.draft.workId === null ? null : registeredVersion(ctx, claim.draft.workId),
  ])
  const acceptedAt = acts.findLast(({ act }) => act.act === 'accept' || act.act === 'uphold_appeal')?.act.at ?? null
  const assessment = judged
    ? judged.assessment
    : await submittedAssessment(
        ctx,
        stored,
        acts.map(({ act }) => act),
      )
  return {
    ...summaryOf(stored, ctx.clock.nowMs()),
    programme: programme.body,
    programmeVersion: programme.version,
    windowId: window.id,
    windowClosesOn: window.closesOn,
    revision: claim.revision,
    actCount: claim.actCount,
    draft: claim.draft,
    work: work && { title: work.title, registrationNumber: work.registrationNumber },
    documents,
    missing: judged?.missing ?? [],
    gaps: claim.state === 'draft' ? [] : gapsOf(programme.body, documents, acceptedAt),
    assessment,
    alternatives: judged ? await alternativesTo(ctx, stored) : [],
    moves: movesFrom(claim.state, isOfficer ? 'officer' : 'applicant'),
    acts: acts
      .filter(({ act }) => isOfficer || act.act !== 'comment')
      .map(({ act, by, person }) => ({
        seq: act.seq,
        act: act.act,
        state: act.toState,
        at: instant(act.at),
        by: isOfficer && person !== null ? `${by ?? ''} · ${person}` : by,
        amountFen: act.amountFen,
        reason: act.reason,
        reductions: act.reductions,
      })),
    objections: objections.map(({ id: objectionId, name, contact, text, at, state, answer }) => ({
      id: objectionId,
      // Who objected is the officers' to know.
      name: isOfficer ? name : '',
      contact: isOfficer ? contact : '',
      text,
      at: instant(at),
      state,
      answer,
    })),
    publicityEndsOn: claim.publicityEndsOn,
    accountVerifiedAt: instantOrNull(claim.accountVerifiedAt),
    signals: isOfficer ? await signalsOf(ctx, stored) : [],
    conflicts: isOfficer ? conflicts.map(({ conflict, person }) => ({ person, reason: conflict.reason })) : [],
    balances,
  }
}

/** As it was fixed when it was submitted, with the reductions of the act that looked at amounts last. */
export async function submittedAssessment(
  ctx: Pick<Context, 'db'>,
  { claim }: StoredClaim,
  acts: readonly { act: string; amountFen: number | null; reductions: Reduction[] }[],
): Promise<Assessment | null> {
  const lines = await linesOf(ctx.db, claim.id)
  const latest = acts.findLast(({ act, amountFen }) => act === 'submit' || (amountFen !== null && act !== 'recover'))
  if (lines.length === 0 || !latest) return null
  const claimedFen = lines.reduce((sum, line) => sum + line.claimedFen, 0)
  const { costs, results } = claim.draft
  return {
    claimedFen,
    entitledFen: claim.entitledFen ?? 0,
    payableFen: claimedFen - latest.reductions.reduce((sum, { byFen }) => sum + byFen, 0),
    lines: lines.map(({ line, kind, claimedFen: claimed, payableFen, currency, rateDay, rateMicros }) => ({
      line,
      kind,
      what: costs[line - 1]?.what ?? results[line - 1]?.award ?? '',
      claimedFen: claimed,
      payableFen,
      rate: rateDay === null || rateMicros === null ? null : { currency, day: rateDay, microsPerUnit: rateMicros },
    })),
    reductions: latest.reductions,
  }
}

/** What other programmes with an open window would pay for the same costs, the best first. */
async function alternativesTo(ctx: Asking, stored: StoredClaim): Promise<ClaimView['alternatives']> {
  const own = judgedOf(stored)
  if (own.draft.costs.length === 0) return []
  const today = dateInChina(ctx.clock.nowMs())
  const versions = new Map((await programmeRows(ctx.db)).map((row) => [`${row.code}:${row.version}`, row.body]))
  const open = (await windowRows(ctx.db)).filter(
    ({ programmeCode, closedAt, opensOn, closesOn }) =>
      programmeCode !== own.programmeCode && closedAt === null && opensOn <= today && today <= closesOn,
  )
  const found = await Promise.all(
    open.flatMap(({ programmeCode, programmeVersion, year }) => {
      const body = versions.get(`${programmeCode}:${programmeVersion}`)
      if (body?.basis !== 'costs') return []
      return [
        judge(ctx, { ...own, programmeCode, year, body }).then(({ assessment }) => ({
          programmeCode,
          title: body.title,
          payableFen: assessment.payableFen,
        })),
      ]
    }),
  )
  return found.filter(({ payableFen }) => payableFen > 0).sort((a, b) => b.payableFen - a.payableFen)
}

const dayMs = 86_400_000
const daysFrom = (day: string, count: number) => new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10)

/** What looks like something that was claimed before, each with its grounds: shown to officers, and blocks nothing. */
async function signalsOf(
  ctx: Pick<Context, 'db' | 'queue'>,
  { claim, programme, applicant: own }: StoredClaim,
): Promise<Signal[]> {
  const signals: Signal[] = []
  for (const line of await linesOf(ctx.db, claim.id)) {
    const { numberKey, amountMinor, currency, day } = line
    const alike = await linesAlike(ctx.db, claim.id, {
      numberKey,
      amountMinor,
      currency,
      from: daysFrom(day, -30),
      to: daysFrom(day, 30),
    })
    for (const other of alike) {
      const sameNumber = other.line.numberKey === numberKey && numberKey !== ''
      const sameAmount = other.line.amountMinor === amountMinor && other.line.currency === currency
      const code = sameNumber
        ? 'same_invoice_number'
        : sameAmount && other.line.day === day
          ? 'same_amount_and_day'
          : other.line.payeeKey === line.payeeKey
            ? 'similar_payment'
            : null
      if (code === null) continue
      signals.push({
        code,
        line: line.line,
        otherClaimId: other.claim.id,
        otherNumber: claimNumber(other.claim),
        otherApplicant: other.applicant,
        grounds: {
          day: other.line.day,
          amountMinor: other.line.amountMinor,
          currency: other.line.currency,
          line: other.line.line,
        },
      })
    }
  }
  const documents = await claimDocuments(ctx, claim.id)
  const hashes = documents.flatMap(({ sha256 }) => (sha256 ? [sha256] : []))
  const proofs = new Set(programme.body.documents.filter(({ isProof }) => isProof).map(({ code }) => code))
  for (const { sha256, name, requirement, claim: other, applicant } of hashes.length > 0
    ? await documentsAlike(ctx.db, claim.id, hashes)
    : []) {
    // A firm hands in its licence and contracts again and again.
    if (!proofs.has(requirement) && applicant === own.name) continue
    signals.push({
      code: 'same_file',
      line: null,
      otherClaimId: other.id,
      otherNumber: claimNumber(other),
      otherApplicant: applicant,
      grounds: { name, sha256: sha256 ?? '' },
    })
  }
  return signals
}
