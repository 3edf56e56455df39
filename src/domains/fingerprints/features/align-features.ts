import type { PictureFeatures } from '../../../ports/media.ts'
import { codeWords, popcount32 } from '../hashes/hamming.ts'
import { ANGLE_STEPS, mirrorFeatures, POSITION_STEPS } from './extract.ts'
import { LEVEL_STEP } from './pyramid.ts'
import {
  applyTransform,
  composeTransforms,
  fitAffine,
  fitProjective,
  fitSimilarity,
  type PointPairs,
  type Transform,
} from './transform.ts'

const DISTANCE_MAX = 80
/** Lowe's ratio; a second point near the first is the same corner at another size and does not count against it. */
const RATIO_MAX = 0.9
const SAME_PLACE = 0.04
const WORDS = 8
/** One pair tells turn and scale only roughly, so that its hypothesis may be off by this much of the work's longest side. */
const ROUGH_OFFSET_MAX = 0.06
const AFFINE_OFFSET_MAX = 0.03
const FINE_OFFSET_MAX = 0.015
const TURN_DIFFERENCE_MAX = (25 / 360) * ANGLE_STEPS
const LEVEL_DIFFERENCE_MAX = 1.6
const HYPOTHESES_MAX = 6
/** Points nearer to one another than this are one witness. */
const WITNESS_RADIUS = 0.012
const AFFINE_PAIRS_MIN = 6
const PROJECTIVE_PAIRS_MIN = 12
/** More than any photograph of a screen squeezes a picture. */
const SQUEEZE_MAX = 2
const PERSPECTIVE_MAX = 0.6

/** Pairs of one query and one work point. Rows of the features, and Hamming distances. */
export interface FeaturePairs {
  query: Uint32Array
  work: Uint32Array
  distances: Uint8Array
}

export interface FeatureAlignment {
  mirrored: boolean
  /** From places in the query to places in the work, both as fractions of width and height. Nine numbers. */
  transform: Transform
  /** Independent pairs that the transform explains: points closer than about 1 % of the picture count once. */
  inliers: number
  /** Area that the inliers span, as a share of the query and of the work picture. */
  querySpread: number
  workSpread: number
  /** Median Hamming distance of the inliers. */
  distanceMedian: number
}

const longestSide = ({ width, height }: PictureFeatures): number => Math.max(width, height)

const place = (features: PictureFeatures, i: number): readonly [number, number] => {
  const longest = longestSide(features)
  return [
    ((features.xs[i] ?? 0) / POSITION_STEPS) * (features.width / longest),
    ((features.ys[i] ?? 0) / POSITION_STEPS) * (features.height / longest),
  ]
}

/**
 * Each query point with the work point most like it, when they are within 80 bits, each other's nearest, and clearly
 * nearer than anything elsewhere in the work.
 */
export const pairFeatures = (query: PictureFeatures, work: PictureFeatures): FeaturePairs => {
  const a = codeWords(query.codes)
  const b = codeWords(work.codes)
  const queryCount = query.xs.length
  const workCount = work.xs.length
  const row = new Uint16Array(workCount)
  const nearestOf = new Int32Array(queryCount).fill(-1)
  const distanceOf = new Uint16Array(queryCount)
  const claimed = new Uint16Array(workCount).fill(256)
  const claimant = new Int32Array(workCount).fill(-1)
  const near = SAME_PLACE * POSITION_STEPS
  for (let i = 0; i < queryCount; i++) {
    let nearest = -1
    let least = DISTANCE_MAX + 1
    for (let j = 0; j < workCount; j++) {
      let sum = 0
      for (let w = 0; w < WORDS; w++) {
        sum += popcount32((a[i * WORDS + w] ?? 0) ^ (b[j * WORDS + w] ?? 0))
        if (sum > 100) break
      }
      row[j] = sum
      if (sum < least) {
        least = sum
        nearest = j
      }
    }
    if (nearest < 0) continue
    let second = 256
    for (let j = 0; j < workCount; j++) {
      if ((row[j] ?? 0) >= second) continue
      const away =
        Math.abs((work.xs[j] ?? 0) - (work.xs[nearest] ?? 0)) > near ||
        Math.abs((work.ys[j] ?? 0) - (work.ys[nearest] ?? 0)) > near
      if (away) second = row[j] ?? 0
    }
    if (least > RATIO_MAX * second) continue
    nearestOf[i] = nearest
    distanceOf[i] = least
    if (least < (claimed[nearest] ?? 0)) {
      claimed[nearest] = least
      claimant[nearest] = i
    }
  }
  const kept: number[] = []
  for (let i = 0; i < queryCount; i++) {
    const nearest = nearestOf[i] ?? -1
    if (nearest >= 0 && claimant[nearest] === i) kept.push(i)
  }
  return {
    query: Uint32Array.from(kept),
    work: Uint32Array.from(kept, (i) => nearestOf[i] ?? 0),
    distances: Uint8Array.from(kept, (i) => distanceOf[i] ?? 0),
  }
}

/** What each pair alone says of the whole picture: scale, turn and shift, in units of the longest sides. */
const hypotheses = (query: PictureFeatures, work: PictureFeatures, pairs: FeaturePairs, points: PointPairs) => {
  const turns = new Float32Array(points.count)
  const scales = new Float32Array(points.count)
  for (let i = 0; i < points.count; i++) {
    const q = pairs.query[i] ?? 0
    const w = pairs.work[i] ?? 0
    turns[i] = ((work.angles[w] ?? 0) - (query.angles[q] ?? 0) + ANGLE_STEPS) % ANGLE_STEPS
    scales[i] = (work.levels[w] ?? 0) - (query.levels[q] ?? 0)
  }
  const unit = longestSide(query) / longestSide(work)
  const similarity = (i: number): Transform => {
    const scale = LEVEL_STEP ** (scales[i] ?? 0) * unit
    const turn = ((turns[i] ?? 0) / ANGLE_STEPS) * 2 * Math.PI
    const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)]
    const [x, y, u, v] = [0, 1, 2, 3].map((k) => points.at[i * 4 + k] ?? 0) as [number, number, number, number]
    return [cos, -sin, u - cos * x + sin * y, sin, cos, v - sin * x - cos * y, 0, 0, 1]
  }
  const agree = (i: number, j: number): boolean => {
    const turn = Math.abs((turns[i] ?? 0) - (turns[j] ?? 0))
    return (
      Math.min(turn, ANGLE_STEPS - turn) <= TURN_DIFFERENCE_MAX &&
      Math.abs((scales[i] ?? 0) - (scales[j] ?? 0)) <= LEVEL_DIFFERENCE_MAX
    )
  }
  return { similarity, agree }
}

const offset = (m: Transform, { at }: PointPairs, i: number): number => {
  const [x, y] = applyTransform(m, at[i * 4] ?? 0, at[i * 4 + 1] ?? 0)
  return Math.hypot(x - (at[i * 4 + 2] ?? 0), y - (at[i * 4 + 3] ?? 0))
}

const explained = (m: Transform, points: PointPairs, among: readonly number[], offsetMax: number): number[] =>
  among.filter((i) => offset(m, points, i) <= offsetMax)

/** A picture is neither turned inside out, nor squeezed to a line, nor seen from behind. */
const isSensible = (m: Transform): boolean => {
  const [a = 0, b = 0, , d = 0, e = 0, , g = 0, h = 0] = m
  const determinant = a * e - b * d
  const length = (a * a + b * b + d * d + e * e) / 2
  if (!(determinant > 1e-6) || Math.hypot(g, h) > PERSPECTIVE_MAX) return false
  // Ratio of the two singular values, from their product and the sum of their squares.
  const ratio = length / determinant
  return ratio + Math.sqrt(Math.max(0, ratio * ratio - 1)) <= SQUEEZE_MAX
}

/** Better fits of the pairs that a hypothesis explains: each step allows more freedom and less error. */
const refine = (start: Transform, points: PointPairs, rough: readonly number[], all: readonly number[]) => {
  let transform = start
  let kept = [...rough]
  const step = (
    solveFor: (pairs: PointPairs, used: readonly number[]) => Transform | null,
    among: readonly number[],
    offsetMax: number,
  ): void => {
    const fitted = solveFor(points, kept)
    if (!fitted || !isSensible(fitted)) return
    const inliers = explained(fitted, points, among, offsetMax)
    if (inliers.length < Math.min(kept.length, AFFINE_PAIRS_MIN)) return
    transform = fitted
    kept = inliers
  }
  step(fitSimilarity, all, ROUGH_OFFSET_MAX)
  if (kept.length >= AFFINE_PAIRS_MIN) {
    step(fitAffine, all, ROUGH_OFFSET_MAX)
    step(fitAffine, all, AFFINE_OFFSET_MAX)
  } else {
    step(fitSimilarity, all, AFFINE_OFFSET_MAX)
  }
  const affine = { transform, kept: explained(transform, points, all, FINE_OFFSET_MAX) }
  if (kept.length >= PROJECTIVE_PAIRS_MIN) {
    step(fitProjective, all, AFFINE_OFFSET_MAX)
    step(fitProjective, all, FINE_OFFSET_MAX)
    const projective = explained(transform, points, all, FINE_OFFSET_MAX)
    // Two more degrees of freedom must earn their keep.
    if (projective.length >= affine.kept.length + 3) return { transform, kept: projective }
  }
  return affine
}

/** Pairs that are not neighbours in either picture of one kept before. */
const witnesses = (points: PointPairs, pairs: FeaturePairs, kept: readonly number[]): number[] => {
  const chosen: number[] = []
  const close = (i: number, j: number, k: number): boolean =>
    Math.hypot(
      (points.at[i * 4 + k] ?? 0) - (points.at[j * 4 + k] ?? 0),
      (points.at[i * 4 + k + 1] ?? 0) - (points.at[j * 4 + k + 1] ?? 0),
    ) < WITNESS_RADIUS
  for (const i of kept.toSorted((a, b) => (pairs.distances[a] ?? 0) - (pairs.distances[b] ?? 0) || a - b)) {
    if (!chosen.some((j) => close(i, j, 0) || close(i, j, 2))) chosen.push(i)
  }
  return chosen
}

/** Area of the convex hull of points given as x, y (Andrew's monotone chain). */
const hullArea = (xy: readonly (readonly [number, number])[]): number => {
  const sorted = xy.toSorted((p, q) => p[0] - q[0] || p[1] - q[1])
  const chain = (points: readonly (readonly [number, number])[]) => {
    const hull: (readonly [number, number])[] = []
    for (const p of points) {
      for (;;) {
        const [o, a] = [hull.at(-2), hull.at(-1)]
        if (!o || !a || (a[0] - o[0]) * (p[1] - o[1]) - (a[1] - o[1]) * (p[0] - o[0]) > 0) break
        hull.pop()
      }
      hull.push(p)
    }
    return hull.slice(0, -1)
  }
  const hull = [...chain(sorted), ...chain(sorted.toReversed())]
  return Math.abs(
    hull.reduce((sum, [x, y], i) => {
      const [u, v] = hull[(i + 1) % hull.length] ?? [0, 0]
      return sum + x * v - y * u
    }, 0) / 2,
  )
}

/** From fractions to units of the longest side. */
const unitsOf = (features: PictureFeatures): Transform => {
  const longest = longestSide(features)
  return [features.width / longest, 0, 0, 0, features.height / longest, 0, 0, 0, 1]
}
const fractionsOf = (features: PictureFeatures): Transform => {
  const longest = longestSide(features)
  return [longest / features.width, 0, 0, 0, longest / features.height, 0, 0, 0, 1]
}
const MIRROR: Transform = [-1, 0, 1, 0, 1, 0, 0, 0, 1]

/** How the query lies in the work by the given pairs, as `alignFeatures`, but not mirrored. */
export const alignPairs = (
  query: PictureFeatures,
  work: PictureFeatures,
  pairs: FeaturePairs,
): FeatureAlignment | null => {
  const count = pairs.query.length
  const points: PointPairs = { at: new Float64Array(count * 4), count }
  for (let i = 0; i < count; i++) {
    points.at.set([...place(query, pairs.query[i] ?? 0), ...place(work, pairs.work[i] ?? 0)], i * 4)
  }
  const all = Array.from({ length: count }, (_, i) => i)
  const { similarity, agree } = hypotheses(query, work, pairs, points)
  const tried = all.map((i) => {
    const start = similarity(i)
    const inliers = all.filter((j) => agree(i, j) && offset(start, points, j) <= ROUGH_OFFSET_MAX)
    return { i, start, inliers }
  })
  tried.sort((a, b) => b.inliers.length - a.inliers.length || a.i - b.i)
  let best: FeatureAlignment | null = null
  for (const { i, start, inliers } of tried.slice(0, HYPOTHESES_MAX)) {
    if (inliers.length < 3) break
    const consistent = all.filter((j) => agree(i, j))
    const refined = refine(start, points, inliers, consistent)
    const chosen = witnesses(points, pairs, refined.kept)
    if (best && chosen.length <= best.inliers) continue
    const spread = (k: number, { width, height }: PictureFeatures): number =>
      (hullArea(chosen.map((j) => [points.at[j * 4 + k] ?? 0, points.at[j * 4 + k + 1] ?? 0] as const)) *
        Math.max(width, height) ** 2) /
      (width * height)
    const distances = chosen.map((j) => pairs.distances[j] ?? 0).sort((a, b) => a - b)
    best = {
      mirrored: false,
      transform: composeTransforms(fractionsOf(work), composeTransforms(refined.transform, unitsOf(query))),
      inliers: chosen.length,
      querySpread: spread(0, query),
      workSpread: spread(2, work),
      distanceMedian: distances[distances.length >> 1] ?? 256,
    }
  }
  return best
}

/**
 * How the query picture lies in the work picture, mirrored or not, by the points they share; null when no three of them agree on
 * anything. Each pair says by itself how the whole would lie (its scale, turn and place), the answers that
 * most others agree with are refined to affine and projective maps (RANSAC with every sample tried, so that nothing is left to chance).
 * Unrelated pictures have up to about seven inliers.
 */
export const alignFeatures = (
  query: PictureFeatures,
  work: PictureFeatures,
  ways: readonly ('upright' | 'mirrored')[] = ['upright', 'mirrored'],
): FeatureAlignment | null => {
  const upright = ways.includes('upright') ? alignPairs(query, work, pairFeatures(query, work)) : null
  if (!ways.includes('mirrored')) return upright
  const turned = mirrorFeatures(query)
  const mirrored = alignPairs(turned, work, pairFeatures(turned, work))
  if (mirrored && mirrored.inliers > (upright?.inliers ?? 0)) {
    return { ...mirrored, mirrored: true, transform: composeTransforms(mirrored.transform, MIRROR) }
  }
  return upright
}
