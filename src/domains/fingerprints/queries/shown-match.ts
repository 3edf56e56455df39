import { notFound } from '../../../kernel/errors.ts'
import type { BlobBody, ByteRange } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { objectContent } from '../../files/index.ts'
import type { Match, PassagePair } from '../contract.ts'
import { frameIsWithinMatch } from '../rules.ts'
import { foreignFrameSidePixels, frameOf, frameSidePixels } from './check-media.ts'
import { AROUND, passageOf } from './check-passages.ts'

/** A copy and the one match that is shown of it, wherever they are kept. None of these asks a permission: the caller has. */
export interface ShownSide {
  sha256: string
  mimeType: string
  sizeBytes: number
  found: Match
}

/** One frame of either side, as WebP; of the work only what the copy shows anyway. Throws NotFound `frame_not_found`. */
export async function shownFrame(
  ctx: Pick<Context, 'files' | 'media'>,
  { sha256, found }: ShownSide,
  { side, atSeconds }: { side: 'query' | 'work'; atSeconds: number },
): Promise<Uint8Array> {
  if (side === 'query') return frameOf(ctx, sha256, atSeconds, frameSidePixels)
  if (!frameIsWithinMatch(found, atSeconds)) throw notFound('frame')
  return frameOf(ctx, found.sha256, atSeconds, foreignFrameSidePixels)
}

/** The copy, to be played. */
export const shownMedia = (
  ctx: Pick<Context, 'blobs'>,
  { sha256, mimeType, sizeBytes }: ShownSide,
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> =>
  objectContent(ctx, { sha256, mimeType, sizeBytes }, range)

/** The words of one segment on both sides, of the work no more than the copy has. Throws NotFound `match_not_found`. */
export async function shownPassages(
  ctx: Pick<Context, 'files' | 'media'>,
  { sha256, found }: ShownSide,
  index: number,
): Promise<PassagePair> {
  const segment = found.segments[index]
  if (segment?.unit !== 'characters') throw notFound('match')
  const [query, work] = await Promise.all([
    passageOf(ctx, sha256, { from: segment.queryStart, to: segment.queryEnd }, AROUND),
    passageOf(ctx, found.sha256, { from: segment.workStart, to: segment.workEnd }, 0),
  ])
  return { query, work }
}
