import type { Context } from '../../../ports/context.ts'
import { codeWords, hammingDistance } from '../hashes/hamming.ts'
import { loadFingerprint } from './load-fingerprint.ts'

/** How far from the moment that was wished for. */
const REACH_SECONDS = 0.8

/**
 * For each wished moment of a film (seconds) one near it at which the picture does not change: beside a cut, a hundredth of a
 * second shows another scene. Asks no permission: the caller has. Throws
 * NotFound `fingerprint_not_found`.
 */
export async function steadyMoments(
  ctx: Pick<Context, 'db'>,
  sha256: string,
  wished: readonly number[],
): Promise<number[]> {
  const fingerprint = await loadFingerprint(ctx, sha256)
  const [view] = fingerprint.views
  if (!view) return [...wished]
  const { timesSeconds } = fingerprint
  const words = codeWords(view.codes)
  const change = (i: number): number =>
    i < 1 || i >= timesSeconds.length ? 0 : hammingDistance(words, i - 1, words, i)
  return wished.map((moment) => {
    let best = { seconds: moment, cost: Number.POSITIVE_INFINITY }
    timesSeconds.forEach((seconds, i) => {
      const away = Math.abs(seconds - moment)
      const cost = Math.max(change(i), change(i + 1)) + away
      if (away <= REACH_SECONDS && cost < best.cost) best = { seconds, cost }
    })
    return best.seconds
  })
}
