import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { BlobBody, ByteRange } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { objectByHash, objectContent, objectKey, ownFile } from '../../files/index.ts'
import { FrameQuery } from '../contract.ts'
import { frameIsWithinMatch } from '../rules.ts'
import { isOwnWork, matchAt, ownCheck } from './own-check.ts'

export const frameSidePixels = 960
/** What is shown of another organisation's work is enough to recognise it and no more. */
export const foreignFrameSidePixels = 480

/**
 * One frame of the checked file or of the matched work, as WebP. Of a work of another organisation only what the copy shows
 * anyway: NotFound `frame_not_found` outside of the matched seconds.
 */
export async function checkFrame(ctx: Context, id: string, input: unknown): Promise<Uint8Array> {
  const check = await ownCheck(ctx, id)
  const { side, match: index, atSeconds } = parse(FrameQuery, input)
  if (side === 'query') {
    const { file } = await ownFile(ctx, check.fileId)
    if (!file.sha256) throw notFound('frame')
    return frameOf(ctx, file.sha256, atSeconds, frameSidePixels)
  }
  const match = matchAt(check, index)
  const own = await isOwnWork(ctx, check, match)
  if (!own && !frameIsWithinMatch(match, atSeconds)) throw notFound('frame')
  return frameOf(ctx, match.sha256, atSeconds, own ? frameSidePixels : foreignFrameSidePixels)
}

export const frameOf = (
  ctx: Pick<Context, 'files' | 'media'>,
  sha256: string,
  atSeconds: number,
  sidePixelsMax: number,
) => ctx.files.withObject(objectKey(sha256), (source) => ctx.media.poster(source, { atSeconds, sidePixelsMax }))

/** The media of either side, to be played. The work's only for its own organisation: else NotFound `match_not_found`. */
export async function checkMedia(
  ctx: Context,
  id: string,
  which: { side: 'query' | 'work'; match: number },
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> {
  const check = await ownCheck(ctx, id)
  if (which.side === 'query') {
    const { file } = await ownFile(ctx, check.fileId)
    if (!file.sha256) throw notFound('file')
    return objectContent(ctx, { sha256: file.sha256, mimeType: file.mimeType, sizeBytes: file.sizeBytes }, range)
  }
  const match = matchAt(check, which.match)
  const object = await objectByHash(ctx.db, match.sha256)
  if (!object || !(await isOwnWork(ctx, check, match))) throw notFound('match')
  return objectContent(ctx, { sha256: match.sha256, mimeType: match.mimeType, sizeBytes: object.sizeBytes }, range)
}
