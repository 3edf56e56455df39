import type { Context } from '../../../ports/context.ts'
import type { MediaFingerprint } from '../../../ports/media.ts'
import { registeredUses } from '../../works/index.ts'
import type { Match, MatchSegment } from '../contract.ts'
import type { FoundSegment } from '../finding.ts'
import { matchFingerprint, type ObjectMatch } from '../matcher.ts'
import { nothingUnindexed } from '../store.ts'
import { loadFingerprint } from './load-fingerprint.ts'
import { readyIndex } from './ready-index.ts'

/**
 * Which registered works a file shows, surest first. Each work and file of it is one match. `sha256` is of the file's bytes.
 */
export async function findMatches(
  ctx: Pick<Context, 'db' | 'index'>,
  query: MediaFingerprint,
  sha256: string,
): Promise<Match[]> {
  const index = await readyIndex(ctx)
  const found = await matchFingerprint(query, {
    index,
    load: (objectKey, parts) => loadFingerprint(ctx, objectKey, parts),
    registrantOf: async (objectKey) => (await registeredUses(ctx, objectKey))[0]?.organisationId ?? objectKey,
  })
  const others = found.filter(({ objectKey }) => objectKey !== sha256)
  const matches = await Promise.all([
    matchesOf(ctx, identical(query, sha256), true),
    ...others.map((match) => matchesOf(ctx, match, false)),
  ])
  return matches.flat()
}

/** Which registered works an examined object shows, surest first. `sha256` is of its bytes. */
export const matchesOfObject = async (ctx: Pick<Context, 'db' | 'index'>, sha256: string): Promise<Match[]> =>
  findMatches(ctx, await loadFingerprint(ctx, sha256), sha256)

/** Whether all that was registered from `startMs` up to `endMs` (inclusive, milliseconds of Unix time) can be found by now. */
export const isIndexedBetween = (ctx: Pick<Context, 'db'>, startMs: number, endMs: number): Promise<boolean> =>
  nothingUnindexed(ctx.db, startMs, endMs)

/** The same bytes need no comparing. */
const identical = (query: MediaFingerprint, sha256: string): ObjectMatch => {
  const end = query.text ? query.text.characters : query.durationSeconds
  const segment = {
    unit: query.text ? ('characters' as const) : ('seconds' as const),
    queryStart: 0,
    queryEnd: end,
    workStart: 0,
    workEnd: end,
    confidence: 1,
    edits: [],
  }
  return { objectKey: sha256, kind: query.kind, confidence: 1, edits: [], segments: end === 0 ? [] : [segment] }
}

async function matchesOf(ctx: Pick<Context, 'db'>, match: ObjectMatch, same: boolean): Promise<Match[]> {
  const uses = await registeredUses(ctx, match.objectKey)
  const told = (segments: readonly FoundSegment[], episode: number | null): MatchSegment[] =>
    segments.map(({ unit = 'seconds', transform = null, ...segment }) => ({ ...segment, unit, transform, episode }))
  return uses.map((use) => ({
    workId: use.workId,
    title: use.title,
    registrationNumber: use.registrationNumber,
    kind: match.kind,
    confidence: match.confidence,
    identical: same,
    segments: told(match.segments, use.episode),
    sound: match.sound ? { ...match.sound, segments: told(match.sound.segments, use.episode) } : null,
    edits: match.edits,
    transform: match.transform ?? null,
    sha256: match.objectKey,
    episode: use.episode,
    durationSeconds: use.durationSeconds,
    widthPixels: use.widthPixels,
    heightPixels: use.heightPixels,
    mimeType: use.mimeType,
    registeredAt: use.registeredAt,
    rightHolders: use.rightHolders,
  }))
}
