import type { MediaFingerprint, TextFingerprint } from '../../../ports/media.ts'
import type { FoundObject, MatcherDeps } from '../finding.ts'
import { dropCommonPassages } from './common-passages.ts'
import { findPassages, matchTexts, type Passage } from './match-texts.ts'
import { findSeeds, groupSeeds, type SeedGroup } from './seeds.ts'

/** Works compared in full. */
const CANDIDATES_MAX = 32
/** One shared shingle is looked at only where nearly nobody else has it. */
const LONE_WEIGHT_MIN = 0.5

interface Candidate {
  objectKey: string
  groups: SeedGroup[]
  weight: number
}

const candidatesOf = (seeds: ReadonlyMap<string, Parameters<typeof groupSeeds>[0]>): Candidate[] =>
  [...seeds]
    .map(([objectKey, own]) => {
      const groups = groupSeeds(own).filter(({ seeds: { length }, weight }) => length > 1 || weight >= LONE_WEIGHT_MIN)
      return { objectKey, groups, weight: groups[0]?.weight ?? 0 }
    })
    .filter(({ groups }) => groups.length > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, CANDIDATES_MAX)

/** Every registered text of which the query holds passages. What many unlike works share is nobody's, and left out. */
export const findTexts = async (query: MediaFingerprint, deps: MatcherDeps): Promise<FoundObject[]> => {
  const { text } = query
  if (!text) return []
  const compared: { objectKey: string; work: TextFingerprint; passages: Passage[] }[] = []
  for (const { objectKey, groups } of candidatesOf(await findSeeds(text, deps.index.text))) {
    const work = (await deps.load(objectKey, ['frames', 'text']))?.text
    if (!work) continue
    const passages = findPassages(text.tokens, work.tokens, groups)
    if (passages.length > 0) compared.push({ objectKey, work, passages })
  }
  return dropCommonPassages(text.tokens.length, compared).flatMap(({ objectKey, work, passages }) => {
    const finding = matchTexts(text, work, passages)
    return finding ? [{ objectKey, kind: 'text' as const, ...finding }] : []
  })
}
