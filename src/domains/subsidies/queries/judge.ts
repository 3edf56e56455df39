import type { z } from 'zod'
import { addWorkingDays, dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { organisationsByIds } from '../../accounts/index.ts'
import { documentViews } from '../../files/index.ts'
import { registeredVersion } from '../../works/index.ts'
import { assess, type ClaimedLine, type OfficerReduction, type Room } from '../assess.ts'
import type { Assessment, ClaimDocument, ClaimDraft, MissingPart, ProgrammeBody } from '../contract.ts'
import { inFen, invoiceKey, monthsBefore, nameKey, type Rate, rateAgeDaysMax, resultKey, scopesOf } from '../facts.ts'
import { barsOn, rateOn, scopeRows } from '../programmes/store.ts'
import { claimNumber } from '../rules.ts'
import { documentsOf, heldFacts, isLicenceOut, legalNamesOf, type StoredClaim } from '../store.ts'

type Asking = Pick<Context, 'db' | 'queue' | 'clock'>
const dayMs = 86_400_000
const daysBefore = (day: string, count: number) => new Date(Date.parse(day) - count * dayMs).toISOString().slice(0, 10)

/** What a claim needs to be judged; a plan has no id yet. */
export interface Judged {
  id: string | null
  organisationId: string
  programmeCode: string
  year: number
  body: ProgrammeBody
  draft: ClaimDraft
}

export const judgedOf = ({ claim, programme }: StoredClaim): Judged => ({
  id: claim.id,
  organisationId: claim.organisationId,
  programmeCode: claim.programmeCode,
  year: claim.year,
  body: programme.body,
  draft: claim.draft,
})

/** A fact that a claim rests on, by its key. */
export interface RestsOn {
  kind: 'invoice' | 'file' | 'result'
  key: string
  line: number | null
  /** The paid claim of the same applicant that it tops up. */
  topsUp: string | null
}

/** What is left of each cap and pool, without what this very claim holds. */
export async function roomsOf(ctx: Pick<Context, 'db'>, judged: Judged, ownFen = 0): Promise<Room[]> {
  const scopes = scopesOf(judged.body, { ...judged, code: judged.programmeCode })
  const { pools, uses } = await scopeRows(
    ctx.db,
    scopes.map(({ scope }) => scope),
  )
  return scopes.map(({ scope, capFen }) => {
    const most = capFen ?? pools.get(scope) ?? judged.body.pool?.amountFen ?? 0
    return { scope, capFen: most, leftFen: most - (uses.get(scope) ?? 0) + ownFen, isPool: capFen === null }
  })
}

/** What stands in the way of the applicant whatever they claim. */
export async function standingIssues(
  ctx: Pick<Context, 'db' | 'clock'>,
  { organisationId, body }: Pick<Judged, 'organisationId' | 'body'>,
): Promise<{ code: 'verification' | 'country' | 'bar'; isMet: boolean; grounds: Record<string, string> }[]> {
  const organisation = (await organisationsByIds(ctx.db, [organisationId])).get(organisationId)
  const bars = await barsOn(ctx.db, organisationId, dateInChina(ctx.clock.nowMs()))
  const levels = ['self_declared', 'documents_checked', 'official_registration']
  const { verification, country } = body.applicants
  const has = organisation?.verification ?? 'self_declared'
  const isVerified = verification === null || levels.indexOf(has) >= levels.indexOf(verification)
  return [
    { code: 'verification', isMet: isVerified, grounds: { needed: verification ?? '', has } },
    {
      code: 'country',
      isMet: country === null || organisation?.country === country,
      grounds: { needed: country ?? '' },
    },
    ...bars.map(({ authority, reference, untilDay }) => ({
      code: 'bar' as const,
      isMet: false,
      grounds: { authority, reference, until: untilDay },
    })),
  ]
}

/** Judges a draft: what would be paid, what is missing, and which facts it rests on. */
export async function judge(ctx: Asking, judged: Judged, officer: readonly OfficerReduction[] = []) {
  const { body, draft, organisationId } = judged
  const today = dateInChina(ctx.clock.nowMs())
  const missing: MissingPart[] = []
  const miss = (path: string, message: string) => missing.push({ path, message })
  const [standing, documents, rooms, names] = await Promise.all([
    standingIssues(ctx, judged),
    judged.id === null ? [] : claimDocuments(ctx, judged.id),
    roomsOf(ctx, judged),
    legalNamesOf(ctx.db, organisationId),
  ])
  for (const { code, isMet } of standing) if (!isMet) miss(`applicant.${code}`, 'not_met')
  await lookAtSubject(ctx, judged, miss)
  const organisation = (await organisationsByIds(ctx.db, [organisationId])).get(organisationId)
  const ownNames = new Set([organisation?.name ?? '', ...names].map(nameKey))

  const facts: RestsOn[] = []
  const lines: ClaimedLine[] = []
  const seen = new Map<string, number>()
  const see = (kind: 'invoice' | 'result', key: string, line: number) => {
    const before = seen.get(key)
    if (before === undefined) {
      seen.set(key, line)
      facts.push({ kind, key, line, topsUp: null })
    }
    return before ?? null
  }
  if (body.basis === 'costs') {
    if (draft.costs.length === 0) miss('costs', 'needed')
    for (const [i, cost] of draft.costs.entries()) {
      const line = i + 1
      for (const name of [
        'kind',
        'what',
        'invoiceNumber',
        'issuer',
        'billedTo',
        'payee',
        'issuedOn',
        'paidOn',
      ] as const) {
        if (cost[name] === '') miss(`costs.${i}.${name}`, 'needed')
      }
      if (cost.amountMinor === 0) miss(`costs.${i}.amountMinor`, 'needed')
      const isForeign = cost.currency !== 'CNY' && cost.paidOn !== ''
      const rate = isForeign ? await latestRate(ctx, cost.currency, cost.paidOn) : null
      if (isForeign && !rate) miss(`costs.${i}.currency`, 'rate_missing')
      if (cost.issuedOn > today) miss(`costs.${i}.issuedOn`, 'in_the_future')
      if (cost.paidOn > today) miss(`costs.${i}.paidOn`, 'in_the_future')
      if (cost.billedTo !== '' && !ownNames.has(nameKey(cost.billedTo))) miss(`costs.${i}.billedTo`, 'another_firm')
      const { kind, what, otherPublicFen, paidOn } = cost
      lines.push({
        line,
        kind,
        what,
        claimedFen: inFen(cost, rate),
        rate,
        otherPublicFen,
        day: paidOn || today,
        sameAsLine:
          cost.invoiceNumber === '' ? null : see('invoice', invoiceKey(cost.invoiceNumber, cost.issuer), line),
        absorbed: null,
      })
    }
  } else {
    if (draft.results.length === 0) miss('results', 'needed')
    for (const [i, result] of draft.results.entries()) {
      const line = i + 1
      for (const name of ['kind', 'award', 'givenBy', 'wonOn'] as const) {
        if (result[name] === '') miss(`results.${i}.${name}`, 'needed')
      }
      if (result.wonOn > today) miss(`results.${i}.wonOn`, 'in_the_future')
      const { kind, award, otherPublicFen, wonOn } = result
      lines.push({
        line,
        kind,
        what: award,
        claimedFen: body.results.find(({ code }) => code === kind)?.amountFen ?? 0,
        rate: null,
        otherPublicFen,
        day: wonOn || today,
        sameAsLine: award === '' ? null : see('result', resultKey(draft.workId ?? '', award, result.givenBy), line),
        absorbed: null,
      })
    }
  }
  const { account } = draft
  if (!account?.holder || !account.bank || !account.number) miss('account', 'needed')
  else if (!/^[0-9A-Z]{6,34}$/.test(account.number)) miss('account.number', 'no_account_number')
  for (const [i, { url, territory, since }] of draft.online.entries()) {
    if (!/^https?:\/\/[^\s]+$/.test(url) || territory === '' || since === '') miss(`online.${i}`, 'needed')
  }
  if (!draft.isDeclaredTrue) miss('isDeclaredTrue', 'needed')

  const proofs = new Set(body.documents.filter(({ isProof }) => isProof).map(({ code }) => code))
  for (const { sha256, requirement } of documents) {
    if (sha256 && proofs.has(requirement) && !facts.some(({ key }) => key === sha256))
      facts.push({ kind: 'file', key: sha256, line: null, topsUp: null })
  }
  for (const { code, due } of body.documents) {
    if (due === 'required' && !documents.some(({ requirement }) => requirement === code))
      miss(`documents.${code}`, 'needed')
  }
  for (const { id, state } of documents) {
    if (state === 'storing') miss(`documents.${id}`, 'still_storing')
    if (state === 'failed') miss(`documents.${id}`, 'not_stored')
  }

  for (const { fact, claim } of await heldFacts(
    ctx.db,
    facts.map(({ key }) => key),
  )) {
    const mine = facts.find(({ kind, key }) => kind === fact.kind && key === fact.factKey)
    if (!mine || claim.id === judged.id) continue
    const isOwn = claim.organisationId === organisationId
    const number = claimNumber(claim) ?? ''
    if (isOwn && (claim.state === 'paid' || claim.state === 'reported' || claim.state === 'closed')) {
      mine.topsUp = claim.id
      const line = lines.find((one) => one.line === mine.line)
      if (line && fact.awardedFen) {
        line.absorbed = { byFen: (line.absorbed?.byFen ?? 0) + fact.awardedFen, claim: number }
      }
    } else {
      const at = mine.kind === 'file' ? 'documents' : body.basis
      miss(mine.line === null ? at : `${at}.${mine.line - 1}`, isOwn ? `claimed_in:${number}` : 'claimed_already')
    }
  }
  const oldestDay = monthsBefore(today, body.costMonthsMax)
  const assessment: Assessment = assess(body, lines, { oldestDay, rooms, officer })
  return { assessment, missing, facts, lines, documents }
}

async function latestRate(ctx: Pick<Context, 'db'>, currency: string, day: string): Promise<Rate | null> {
  return (await rateOn(ctx.db, currency, day, daysBefore(day, rateAgeDaysMax))) ?? null
}

async function lookAtSubject(
  ctx: Asking,
  { body, draft, organisationId }: Judged,
  miss: (path: string, message: string) => void,
): Promise<void> {
  if (body.subject === 'work') {
    const work = draft.workId === null ? null : await registeredVersion(ctx, draft.workId)
    if (draft.workId === null) miss('workId', 'needed')
    else if (work?.organisationId !== organisationId) miss('workId', 'not_your_registered_work')
    if (draft.grantId !== null && !(await isLicenceOut(ctx.db, draft.grantId, draft.workId))) {
      miss('grantId', 'no_licence_of_this_work')
    }
  } else if (body.subject !== 'none' && draft.subject === '') miss('subject', 'needed')
}

/** The documents of a claim, as the files room has them. */
export async function claimDocuments(ctx: Pick<Context, 'db' | 'queue'>, claimId: string) {
  const rows = await documentsOf(ctx.db, claimId)
  const views = await documentViews(
    ctx,
    rows.map(({ documentId }) => documentId),
  )
  return rows.flatMap(({ documentId, requirement }): z.infer<typeof ClaimDocument>[] => {
    const view = views.get(documentId)
    if (!view) return []
    const { id, name, sizeBytes, state, sha256 } = view
    return [{ id, requirement, name, sizeBytes, state, sha256 }]
  })
}

/** Documents that may come later and have not, with their last day once the claim was accepted. */
export function gapsOf(
  body: ProgrammeBody,
  documents: readonly { requirement: string }[],
  acceptedAtMs: number | null,
): { requirement: string; dueOn: string | null }[] {
  const dueOn = acceptedAtMs === null ? null : addWorkingDays(dateInChina(acceptedAtMs), body.days.gaps)
  return body.documents
    .filter(({ code, due }) => due === 'later' && !documents.some(({ requirement }) => requirement === code))
    .map(({ code }) => ({ requirement: code, dueOn }))
}
