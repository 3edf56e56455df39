import type { MediaFingerprint, MediaKind } from '../../ports/media.ts'
import { calibrated } from './calibration.ts'
import { CONFIDENCE_MIN } from './confidence.ts'
import type { FoundObject, MatcherDeps, ObjectMatch } from './finding.ts'
import { comparePictures } from './pictures/find-pictures.ts'
import { joinSound } from './sound/film-sound.ts'
import { findSounds } from './sound/find-sounds.ts'
import { findTexts } from './text/find-texts.ts'
import { findVideos } from './video/find-videos.ts'

export type { MatcherDeps, ObjectMatch } from './finding.ts'

/** Confidences this close are told apart by how small the difference is. */
const CONFIDENCE_STEP = 0.05

type Finder = (query: MediaFingerprint, deps: MatcherDeps) => Promise<FoundObject[]>

/** Films are found by their pictures and by their sound; each work is told once. */
const findFilms: Finder = async (query, deps) => {
  const sounds = await findSounds(query, deps)
  return joinSound(query, await findVideos(query, deps, sounds), sounds, deps)
}

/** What files of each kind are compared by. */
const FINDERS: Record<MediaKind, readonly Finder[]> = {
  image: [comparePictures],
  video: [findFilms],
  audio: [findSounds],
  text: [findTexts],
}

/**
 * Every registered object that came up and how much speaks for it, as evidence that is not calibrated; of pictures also what is too
 * weak to report. An index brings up candidates, then each is compared as a whole.
 */
export const compareFingerprint = async (query: MediaFingerprint, deps: MatcherDeps): Promise<FoundObject[]> => {
  const found: FoundObject[] = []
  for (const find of FINDERS[query.kind]) found.push(...(await find(query, deps)))
  return found
}

/** What of `compareFingerprint` is reported, surest first, with calibrated confidence. */
export const reportedMatches = (found: readonly FoundObject[]): ObjectMatch[] => {
  const step = (confidence: number): number => Math.round(confidence / CONFIDENCE_STEP)
  return found
    .filter(({ confidence }) => confidence >= CONFIDENCE_MIN)
    .sort((a, b) => step(b.confidence) - step(a.confidence) || a.error - b.error)
    .map(calibrated)
    .map(({ error: _, ...match }) => match)
}

/** Every registered object that the query shows, surest first: reported only when independent witnesses agree. */
export const matchFingerprint = async (query: MediaFingerprint, deps: MatcherDeps): Promise<ObjectMatch[]> =>
  reportedMatches(await compareFingerprint(query, deps))
