import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { TextRange } from '../../../ports/media.ts'
import { objectKey, ownFile } from '../../files/index.ts'
import { type Passage, type PassagePair, PassageQuery } from '../contract.ts'
import { isOwnWork, matchAt, ownCheck } from './own-check.ts'

/** As much as can be read and compared on one screen. */
const PASSAGE_MAX = 10_000
export const AROUND = 200

/**
 * The words of one segment, in the checked text and in the matched work, with what stands around it. Of a work of another
 * organisation only what the copy has anyway. Throws NotFound `match_not_found`, also for a match that is no text.
 */
export async function checkPassages(ctx: Context, id: string, input: unknown): Promise<PassagePair> {
  const check = await ownCheck(ctx, id)
  const wish = parse(PassageQuery, input)
  const match = matchAt(check, wish.match)
  const segment = match.segments[wish.segment]
  const { file } = await ownFile(ctx, check.fileId)
  if (segment?.unit !== 'characters' || !file.sha256) throw notFound('match')
  const around = (await isOwnWork(ctx, check, match)) ? AROUND : 0
  const [query, work] = await Promise.all([
    passageOf(ctx, file.sha256, { from: segment.queryStart, to: segment.queryEnd }, AROUND),
    passageOf(ctx, match.sha256, { from: segment.workStart, to: segment.workEnd }, around),
  ])
  return { query, work }
}

export const passageOf = async (
  ctx: Pick<Context, 'files' | 'media'>,
  sha256: string,
  range: TextRange,
  around: number,
): Promise<Passage> => {
  const to = Math.min(range.to, range.from + PASSAGE_MAX)
  const isCut = to < range.to
  const ranges = [
    { from: Math.max(0, range.from - around), to: range.from },
    { from: range.from, to },
    { from: to, to: isCut ? to : to + around },
  ]
  const parts = await ctx.files.withObject(objectKey(sha256), (source) => ctx.media.passages(source, ranges))
  const [before = '', text = '', after = ''] = parts
  return { before, text, after, isCut }
}
