import { CODE_BYTES, type PictureFeatures } from '../../../ports/media.ts'
import { findCorners } from './corners.ts'
import { PAIRS, samplingPattern } from './pattern.ts'
import { buildPyramid, LEVEL_STEP, type Level } from './pyramid.ts'

export const FEATURES_ALGORITHM = 'qianyin-features-2'
/** Positions are counted in this many steps over the width and over the height. */
export const POSITION_STEPS = 65_535
/** Angles are counted in this many steps a full turn. */
export const ANGLE_STEPS = 256
const ORIENTATION_RADIUS = 12

/** Sum of u² over the disc of ORIENTATION_RADIUS. */
const DISC_SQUARES = 15_476

/**
 * Direction (radians) of the centre of brightness around a point (Rosin, Measuring Corner Properties, 1999), and the slope of
 * brightness along it, luma levels a pixel.
 */
const orientation = (level: Level, x: number, y: number): { angle: number; slope: number } => {
  const { smoothed, width, height } = level
  let mx = 0
  let my = 0
  for (let dy = -ORIENTATION_RADIUS; dy <= ORIENTATION_RADIUS; dy++) {
    const half = Math.floor(Math.sqrt(ORIENTATION_RADIUS * ORIENTATION_RADIUS - dy * dy))
    const row = Math.min(height - 1, Math.max(0, y + dy)) * width
    for (let dx = -half; dx <= half; dx++) {
      const value = smoothed[row + Math.min(width - 1, Math.max(0, x + dx))] ?? 0
      mx += dx * value
      my += dy * value
    }
  }
  return { angle: Math.atan2(my, mx), slope: Math.hypot(mx, my) / DISC_SQUARES }
}

/**
 * Writes the 256 bits of one point: rotated BRIEF (Rublee et al., ORB, 2011), second half mirrored. The slope that gave the
 * direction is taken out: it says nothing more, and would set most bits alike.
 */
const describe = (
  level: Level,
  x: number,
  y: number,
  { angle, slope }: { angle: number; slope: number },
  pattern: Int8Array,
  codes: Uint8Array,
  out: number,
): void => {
  const { smoothed, width, height } = level
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const at = (u: number, v: number): number => {
    const column = Math.min(width - 1, Math.max(0, Math.round(x + u * cos - v * sin)))
    const row = Math.min(height - 1, Math.max(0, Math.round(y + u * sin + v * cos)))
    return smoothed[row * width + column] ?? 0
  }
  for (let pair = 0; pair < PAIRS; pair++) {
    const u1 = pattern[pair * 4] ?? 0
    const v1 = pattern[pair * 4 + 1] ?? 0
    const u2 = pattern[pair * 4 + 2] ?? 0
    const v2 = pattern[pair * 4 + 3] ?? 0
    const bit = 1 << (pair & 7)
    const byte = out + (pair >> 3)
    const fall = slope * (u1 - u2)
    if (at(u1, v1) - at(u2, v2) < fall) codes[byte] = (codes[byte] ?? 0) | bit
    if (at(u1, -v1) - at(u2, -v2) < fall) codes[byte + PAIRS / 8] = (codes[byte + PAIRS / 8] ?? 0) | bit
  }
}

/** Each cell is the mean of what it covers. */
const shrink = (luma: Float32Array | Uint8Array, width: number, height: number, side: number) => {
  const scale = Math.min(1, side / Math.max(width, height))
  const thumbWidth = Math.max(1, Math.round(width * scale))
  const thumbHeight = Math.max(1, Math.round(height * scale))
  const thumb = new Uint8Array(thumbWidth * thumbHeight)
  for (let i = 0; i < thumbHeight; i++) {
    const top = Math.floor((i * height) / thumbHeight)
    const bottom = Math.floor(((i + 1) * height) / thumbHeight)
    for (let j = 0; j < thumbWidth; j++) {
      const left = Math.floor((j * width) / thumbWidth)
      const right = Math.floor(((j + 1) * width) / thumbWidth)
      let sum = 0
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * width + x] ?? 0
      thumb[i * thumbWidth + j] = Math.round(sum / ((bottom - top) * (right - left)))
    }
  }
  return { thumb, thumbWidth, thumbHeight }
}

interface Found {
  level: number
  x: number
  y: number
  /** 0..1 through the list of its level. */
  rank: number
}

/**
 * Corners of a picture at all sizes with a code of what surrounds each, the most useful first: any beginning of the list is
 * spread over the picture and its levels. Each level gets points in proportion to its side. `luma` holds width × height values
 * 0..255. Pictures that are to be compared should have longest sides within a factor of three; 480 to 640 pixels are plenty.
 */
export const extractFeatures = (
  luma: Float32Array | Uint8Array,
  width: number,
  height: number,
  pointsMax = 400,
  thumbSide = 96,
): PictureFeatures => {
  const levels = buildPyramid(luma, width, height)
  const shares = levels.map((_, number) => LEVEL_STEP ** -number)
  const total = shares.reduce((sum, share) => sum + share, 0)
  const found = levels.flatMap((level, number): Found[] => {
    const quota = Math.round((pointsMax * (shares[number] ?? 0)) / total)
    const { xs, ys } = findCorners(level, quota)
    return Array.from(xs, (x, i) => ({ level: number, x, y: ys[i] ?? 0, rank: (i + 0.5) / Math.max(1, quota) }))
  })
  found.sort((a, b) => a.rank - b.rank || a.level - b.level)
  const pattern = samplingPattern()
  const features: PictureFeatures = {
    frame: 0,
    width,
    height,
    xs: new Uint16Array(found.length),
    ys: new Uint16Array(found.length),
    levels: Uint8Array.from(found, ({ level }) => level),
    angles: new Uint8Array(found.length),
    codes: new Uint8Array(found.length * CODE_BYTES),
    ...shrink(luma, width, height, thumbSide),
  }
  found.forEach(({ level: number, x, y }, i) => {
    const level = levels[number]
    if (!level) return
    const [column, row] = [Math.round(x), Math.round(y)]
    const direction = orientation(level, column, row)
    const { angle } = direction
    features.xs[i] = Math.round(((x + 0.5) / level.width) * POSITION_STEPS)
    features.ys[i] = Math.round(((y + 0.5) / level.height) * POSITION_STEPS)
    features.angles[i] = Math.round((angle / (2 * Math.PI)) * ANGLE_STEPS) & (ANGLE_STEPS - 1)
    describe(level, column, row, direction, pattern, features.codes, i * CODE_BYTES)
  })
  return features
}

/** The same points as the left-right mirrored picture shows them: no second look at the picture is needed. */
export const mirrorFeatures = (features: PictureFeatures): PictureFeatures => {
  const codes = new Uint8Array(features.codes.length)
  const half = CODE_BYTES / 2
  for (let at = 0; at < codes.length; at += CODE_BYTES) {
    codes.set(features.codes.subarray(at, at + half), at + half)
    codes.set(features.codes.subarray(at + half, at + CODE_BYTES), at)
  }
  return {
    ...features,
    xs: features.xs.map((x) => POSITION_STEPS - x),
    angles: features.angles.map((angle) => (ANGLE_STEPS / 2 - angle) & (ANGLE_STEPS - 1)),
    codes,
  }
}
