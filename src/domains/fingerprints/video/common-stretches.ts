/** A stretch that many unlike works share belongs to nobody: a studio's intro, a platform's logo, a stock shot. */
import type { MediaFingerprint } from '../../../ports/media.ts'
import type { Finding, FoundSegment } from '../finding.ts'
import { codeWords, hammingDistance } from '../hashes/hamming.ts'
import { frameBefore, tellingFrames } from './track.ts'

/** So many works of different registrants, unlike one another, must share it. */
const UNLIKE_WORKS_MIN = 5
/** Another segment shows the same stretch when it covers this share of it. */
const COVERED_SHARE_MIN = 0.8
/** Beyond the ends of what they share two works are compared this far, in these steps. */
const BEYOND_SECONDS_MAX = 12
const BEYOND_STEP_SECONDS = 0.5
/** The ends of a segment are not exact. */
const END_SLACK_SECONDS = 0.75
const MOMENTS_MIN = 3
const SAME_DISTANCE_MAX = 64
const UNLIKE_SHARE_MAX = 0.34

export interface FoundFilm {
  objectKey: string
  registrant: string
  work: MediaFingerprint
  finding: Finding
}

interface Member {
  film: FoundFilm
  segment: FoundSegment
}

const workSeconds = ({ segment }: Member, querySeconds: number): number => {
  const { queryStart, queryEnd, workStart, workEnd } = segment
  const speed = (workEnd - workStart) / Math.max(1e-6, queryEnd - queryStart)
  return workStart + speed * (querySeconds - queryStart)
}

const frameAt = (work: MediaFingerprint, seconds: number): number =>
  seconds < 0 || seconds > work.durationSeconds ? -1 : frameBefore(work.timesSeconds, seconds)

/** Whether two works that share a stretch of the query go on differently; unknown when either ends there: then they do not. */
const goOnUnlike = (a: Member, b: Member): boolean => {
  const [viewA, viewB] = [a.film.work.views[0], b.film.work.views[0]]
  if (!viewA || !viewB) return false
  const [wordsA, wordsB] = [codeWords(viewA.codes), codeWords(viewB.codes)]
  const [mirroredB, tellingA] = [codeWords(viewB.mirroredCodes), tellingFrames(viewA)]
  const start = Math.max(a.segment.queryStart, b.segment.queryStart) - END_SLACK_SECONDS
  const end = Math.min(a.segment.queryEnd, b.segment.queryEnd) + END_SLACK_SECONDS
  let moments = 0
  let same = 0
  for (let beyond = BEYOND_STEP_SECONDS; beyond <= BEYOND_SECONDS_MAX; beyond += BEYOND_STEP_SECONDS) {
    for (const seconds of [start - beyond, end + beyond]) {
      const i = frameAt(a.film.work, workSeconds(a, seconds))
      const j = frameAt(b.film.work, workSeconds(b, seconds))
      if (i < 0 || j < 0 || tellingA[i] === 0) continue
      moments++
      const distance = Math.min(hammingDistance(wordsA, i, wordsB, j), hammingDistance(wordsA, i, mirroredB, j))
      if (distance <= SAME_DISTANCE_MAX) same++
    }
  }
  return moments >= MOMENTS_MIN && same <= UNLIKE_SHARE_MAX * moments
}

const covers = (other: FoundSegment, one: FoundSegment): boolean => {
  const shared = Math.min(one.queryEnd, other.queryEnd) - Math.max(one.queryStart, other.queryStart)
  return shared >= COVERED_SHARE_MIN * (one.queryEnd - one.queryStart)
}

const isCommon = (one: Member, films: readonly FoundFilm[]): boolean => {
  const unlike: Member[] = [one]
  const registrants = new Set([one.film.registrant])
  for (const film of films) {
    const segment = film.finding.segments.find((candidate) => covers(candidate, one.segment))
    if (!segment || registrants.has(film.registrant)) continue
    const member = { film, segment }
    if (!unlike.every((kept) => goOnUnlike(kept, member))) continue
    unlike.push(member)
    registrants.add(film.registrant)
    if (unlike.length >= UNLIKE_WORKS_MIN) return true
  }
  return false
}

/**
 * The films without the segments that many works share which otherwise have nothing in common. Copies of one work, registered
 * again and again, go on alike and so count as one; works of one registrant count as one.
 */
export const dropCommonStretches = (films: readonly FoundFilm[]): FoundFilm[] => {
  if (films.length < UNLIKE_WORKS_MIN) return [...films]
  return films.flatMap((film) => {
    const segments = film.finding.segments.filter((segment) => !isCommon({ film, segment }, films))
    if (segments.length === film.finding.segments.length) return [film]
    if (segments.length === 0) return []
    const confidence = Math.max(...segments.map((segment) => segment.confidence))
    const edits = [...new Set(segments.flatMap((segment) => segment.edits))]
    return [{ ...film, finding: { ...film.finding, confidence, edits, segments } }]
  })
}
