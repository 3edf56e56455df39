import { notFound, RetryAfter } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { Match } from '../../fingerprints/contract.ts'
import { isIndexedBetween, matchesOfObject } from '../../fingerprints/index.ts'
import { organisationsOfWorks, registeredVersion } from '../../works/index.ts'
import { type PriorFinding, SearchPriorJob } from '../contract.ts'
import { isCovered, isEarlierRegistration, stateOfSearch } from '../rules.ts'
import { answeredBefore, insertAnswer, insertPrior, insertSearch, priorSearch } from '../store.ts'
import { settled } from './settled.ts'

/** Registrations of this long before are waited for, and as long at most, until they can be found. */
const indexedWithinMs = 600_000
const againSeconds = 2
/** A finding says where the same is shown; of very many places these many, longest first, are kept. */
const segmentsMax = 50

/** Job `provenance.search-prior`: compares a registered version with all that was registered before it. */
export async function searchPrior(ctx: Context, payload: unknown): Promise<void> {
  const { workId, version } = parse(SearchPriorJob, payload)
  if (await priorSearch(ctx.db, workId, version)) return
  const work = await registeredVersion(ctx, workId, version)
  if (!work) throw notFound('registration')
  const nowMs = ctx.clock.nowMs()
  const isFresh = nowMs - work.registeredAt < indexedWithinMs
  if (isFresh && !(await isIndexedBetween(ctx, work.registeredAt - indexedWithinMs, work.registeredAt))) {
    throw new RetryAfter(againSeconds, 'What was registered just before cannot be found yet')
  }
  const found = new Map<string, PriorFinding[]>()
  for (const [i, { sha256, episode }] of work.files.entries()) {
    ctx.progress(i / work.files.length, 'searching')
    for (const match of await matchesOfObject(ctx, sha256)) {
      if (!isEarlierRegistration(match, work)) continue
      const findings = found.get(match.workId) ?? []
      found.set(match.workId, [...findings, findingOf(match, sha256, episode)])
    }
  }
  const owners = await organisationsOfWorks(ctx, [...found.keys()])
  const before = await answeredBefore(ctx.db, workId, version)
  const priors = [...found].map(([priorWorkId, findings]) => {
    const isOwn = owners.get(priorWorkId) === work.organisationId
    const carried = before.find(
      ({ prior, answer }) => answer.priorWorkId === priorWorkId && isCovered(findings, prior.findings),
    )
    return { priorWorkId, findings, isOwn, answer: isOwn ? null : (carried?.answer ?? null) }
  })
  const of = { workId, version }
  await ctx.db.batch([
    insertSearch({ ...of, searchedAt: nowMs }),
    ...priors.flatMap(({ priorWorkId, findings, isOwn, answer }) => [
      insertPrior({
        ...of,
        priorWorkId,
        isOwn,
        confidence: Math.max(...findings.map(({ confidence }) => confidence)),
        findings,
      }),
      ...(answer ? [insertAnswer({ ...answer, ...of, carriedFrom: answer.carriedFrom ?? answer.version })] : []),
    ]),
    ...(stateOfSearch(priors) === 'unanswered' ? [] : settled(ctx, of)),
    ...ctx.completion,
  ])
}

function findingOf(match: Match, sha256: string, episode: number | null): PriorFinding {
  const lengthOf = ({ queryStart, queryEnd }: { queryStart: number; queryEnd: number }) => queryEnd - queryStart
  return {
    sha256,
    episode,
    kind: match.kind,
    identical: match.identical,
    confidence: match.confidence,
    priorSha256: match.sha256,
    priorEpisode: match.episode,
    edits: match.edits,
    segments: match.segments
      .toSorted((a, b) => lengthOf(b) - lengthOf(a))
      .slice(0, segmentsMax)
      .map(({ transform: _transform, ...segment }) => segment),
  }
}
