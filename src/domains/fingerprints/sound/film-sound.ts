import type { MediaFingerprint, SoundFingerprint } from '../../../ports/media.ts'
import type { FoundObject, FoundSegment, MatcherDeps } from '../finding.ts'
import { WHOLE_SHARE_MIN } from './find-sounds.ts'
import { HOP_SECONDS } from './fingerprint-sound.ts'
import { agreement, chanceOfAgreement, firstFrom, refineLine, type SoundLine } from './sound-line.ts'

/** With fewer peaks, or a shorter stretch, it is too quiet there to say what became of the sound. */
const PEAKS_MIN = 60
const STRETCH_SECONDS_MIN = 3
/** Pictures and sound of one film lie this near to each other. */
const SAME_PLACE_SECONDS = 1.5
const COVERED_SHARE_MIN = 0.5
/** Around where the pictures say that the sound is, it is sought this far, in these steps. */
const SOUGHT_HOPS = Math.round(0.4 / HOP_SECONDS)
const SOUGHT_STEP = 3
/** How many standard deviations more than chance must agree: many places are tried. */
const DEVIATIONS_MIN = 6

const workSecondsAt = ({ queryStart, queryEnd, workStart, workEnd }: FoundSegment, seconds: number): number =>
  workStart + ((workEnd - workStart) / Math.max(1e-6, queryEnd - queryStart)) * (seconds - queryStart)

/** Seconds that both segments span, when they say the same of the middle of that. */
const sharedSeconds = (seen: FoundSegment, heard: FoundSegment): number => {
  const start = Math.max(seen.queryStart, heard.queryStart)
  const end = Math.min(seen.queryEnd, heard.queryEnd)
  const middle = (start + end) / 2
  const apart = Math.abs(workSecondsAt(seen, middle) - workSecondsAt(heard, middle))
  return end > start && apart < SAME_PLACE_SECONDS ? end - start : 0
}

/** Share of the query's peaks that are the work's at the pictures' place; 0 when chance could have it. A search needs more. */
const shareAt = (
  query: SoundFingerprint,
  work: SoundFingerprint,
  line: SoundLine,
  from: number,
  to: number,
): number => {
  let best = { line, count: -1 }
  for (let shift = -SOUGHT_HOPS; shift <= SOUGHT_HOPS; shift += SOUGHT_STEP) {
    const shifted = { ...line, offset: line.offset + shift }
    const { count } = agreement(query, work, shifted, from, to)
    if (count > best.count) best = { line: shifted, count }
  }
  const refined = refineLine(query, work, best.line, from, to)
  const count = Math.max(best.count, agreement(query, work, refined, from, to).count)
  const chance = chanceOfAgreement(query, work, best.line, from, to)
  const of = to - from
  const isUnlikely = count - chance * of > DEVIATIONS_MIN * Math.sqrt(of * chance * (1 - chance))
  return isUnlikely ? count / of : 0
}

/** What became of the sound where the pictures are the work's; null when it is the work's too, or when there is none of either. */
const soundEdit = (
  seen: FoundSegment,
  heard: readonly FoundSegment[],
  query: SoundFingerprint,
  work: SoundFingerprint,
): 'dubbed' | 'sound-replaced' | null => {
  const hopIn = (sound: SoundFingerprint, seconds: number): number => (seconds - sound.startSeconds) / HOP_SECONDS
  const count = (sound: SoundFingerprint, start: number, end: number) => {
    const from = firstFrom(sound.times, hopIn(sound, start))
    return { from, to: Math.max(from, firstFrom(sound.times, hopIn(sound, end))) }
  }
  const span = seen.queryEnd - seen.queryStart
  const own = count(query, seen.queryStart, seen.queryEnd)
  const theirs = count(work, seen.workStart, seen.workEnd)
  if (span < STRETCH_SECONDS_MIN || Math.min(own.to - own.from, theirs.to - theirs.from) < PEAKS_MIN) return null
  let covered = 0
  let whole = 0
  for (const one of heard) {
    const shared = sharedSeconds(seen, one)
    covered += shared
    if (!one.edits.includes('partial')) whole += shared
  }
  if (covered >= COVERED_SHARE_MIN * span) return whole >= covered / 2 ? null : 'dubbed'
  const speed = (seen.workEnd - seen.workStart) / span
  const offset = hopIn(work, seen.workStart) - speed * hopIn(query, seen.queryStart)
  const share = shareAt(query, work, { speed, offset, pitch: 0 }, own.from, own.to)
  if (share === 0) return 'sound-replaced'
  return share < WHOLE_SHARE_MIN ? 'dubbed' : null
}

/**
 * One answer for each work that a film was found to show: by its pictures, with what of its sound is heard, or by its sound
 * alone. Where the pictures are the work's and the sound is not, or only in part, the segment's edits say so.
 */
export const joinSound = async (
  { sound: query }: MediaFingerprint,
  films: readonly FoundObject[],
  sounds: readonly FoundObject[],
  deps: MatcherDeps,
): Promise<FoundObject[]> => {
  const seen = new Set(films.map(({ objectKey }) => objectKey))
  const joined: FoundObject[] = sounds.filter(({ objectKey }) => !seen.has(objectKey))
  for (const film of films) {
    const heard = sounds.find(({ objectKey }) => objectKey === film.objectKey)
    const sound = heard ? { confidence: heard.confidence, segments: heard.segments } : null
    const work = query ? (await deps.load(film.objectKey, ['frames', 'sound']))?.sound : undefined
    const segments = film.segments.map((segment) => {
      const edit = query && work ? soundEdit(segment, sound?.segments ?? [], query, work) : null
      return edit ? { ...segment, edits: [...segment.edits, edit] } : segment
    })
    const edits = [...new Set([...film.edits, ...segments.flatMap((segment) => segment.edits)])]
    const confidence = Math.max(film.confidence, sound?.confidence ?? 0)
    joined.push({ ...film, confidence, edits, segments, sound })
  }
  return joined
}
