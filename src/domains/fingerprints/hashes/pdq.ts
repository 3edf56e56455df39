/**
 * PDQ, the 256-bit picture hash of Meta (facebook/ThreatExchange pdq/cpp, 2019). Same steps as the reference; the two
 * box-filter passes and the decimation are folded into one sparse linear map per axis, which gives the same bits.
 */
import { CODE_BYTES } from '../../../ports/media.ts'

const GRID = 64
const BANDS = 16
const COEFFICIENTS = BANDS * BANDS

/** How a picture may be turned; degrees are clockwise. */
export type Turn =
  | 'upright'
  | 'mirrored'
  | 'rotated:90'
  | 'rotated:180'
  | 'rotated:270'
  | 'flipped'
  | 'transposed'
  | 'transversed'

export interface PdqSpectrum {
  /** DCT-II coefficients of rows and columns 1..16 of the 64 × 64 picture, row by row: 256 values. */
  coefficients: Float32Array
  /** 0..100, the reference's sum of gradients. */
  quality: number
}

interface AxisTaps {
  /** First source index of each of the 64 outputs. */
  starts: Int32Array
  /** `span` weights per output, zero-padded. */
  weights: Float32Array
  span: number
}

/** Rows of weights, each with its first source index, packed to one span. */
const packTaps = (length: number, rows: { start: number; weights: number[] }[]): AxisTaps => {
  const span = Math.max(...rows.map((row) => row.weights.length))
  const starts = new Int32Array(GRID)
  const weights = new Float32Array(GRID * span)
  rows.forEach((row, i) => {
    const start = Math.max(0, Math.min(row.start, length - span))
    starts[i] = start
    row.weights.forEach((weight, k) => {
      weights[i * span + (row.start - start) + k] = weight
    })
  })
  return { starts, weights, span }
}

/** What each source pixel weighs in each output after two passes of the reference's box filter, whose window is cut at the ends. */
const referenceTaps = (length: number): AxisTaps => {
  const windowSize = length === GRID ? 1 : Math.floor((length + 127) / 128)
  const half = (windowSize + 2) >> 1
  const from = (i: number): number => (length === GRID ? i : Math.max(0, i - (windowSize - half)))
  const to = (i: number): number => (length === GRID ? i : Math.min(length - 1, i + half - 1))
  const rows = Array.from({ length: GRID }, (_, i) => {
    const centre = Math.floor(((i + 0.5) * length) / GRID)
    const [first, last] = [from(centre), to(centre)]
    const start = from(first)
    const weights = new Array<number>(to(last) - start + 1).fill(0)
    for (let j = first; j <= last; j++) {
      const share = 1 / (to(j) - from(j) + 1)
      for (let k = from(j); k <= to(j); k++) weights[k - start] = (weights[k - start] ?? 0) + share
    }
    return { start, weights: weights.map((weight) => weight / (last - first + 1)) }
  })
  return packTaps(length, rows)
}

const areaTaps = (length: number): AxisTaps => {
  const cell = length / GRID
  const rows = Array.from({ length: GRID }, (_, i) => {
    const start = Math.floor(i * cell)
    const weights: number[] = []
    for (let k = start; k < Math.min(length, Math.ceil((i + 1) * cell - 1e-9)); k++) {
      weights.push((Math.min(k + 1, (i + 1) * cell) - Math.max(k, i * cell)) / cell)
    }
    return { start, weights }
  })
  return packTaps(length, rows)
}

const dctRows = (): Float32Array => {
  const rows = new Float32Array(BANDS * GRID)
  for (let i = 0; i < BANDS; i++) {
    for (let j = 0; j < GRID; j++) {
      rows[i * GRID + j] = Math.sqrt(2 / GRID) * Math.cos((Math.PI / 2 / GRID) * (i + 1) * (2 * j + 1))
    }
  }
  return rows
}

const qualityOf = (grid: Float32Array): number => {
  let sum = 0
  for (let i = 0; i < GRID - 1; i++) {
    for (let j = 0; j < GRID; j++) {
      sum += Math.abs(Math.trunc((((grid[i * GRID + j] ?? 0) - (grid[(i + 1) * GRID + j] ?? 0)) * 100) / 255))
    }
  }
  for (let i = 0; i < GRID; i++) {
    for (let j = 0; j < GRID - 1; j++) {
      sum += Math.abs(Math.trunc((((grid[i * GRID + j] ?? 0) - (grid[i * GRID + j + 1] ?? 0)) * 100) / 255))
    }
  }
  return Math.min(100, Math.trunc(sum / 90))
}

/**
 * How a picture becomes 64 × 64: `reference` as Meta's code does it, `area` by averaging. The reference samples off centre, by
 * 1.5 pixels, so that its code of a mirrored picture is some 28 bits from the mirrored code of a 256-pixel frame;
 * averaging is symmetric and keeps them within a few bits.
 */
export type PdqShrink = 'reference' | 'area'

/**
 * Prepares hashing of luma pictures of one size. The returned function reads `height` rows of `width` values at
 * `offset`, rows `stride` apart, and is not re-entrant (it keeps scratch memory). Luma is 0.299R + 0.587G + 0.114B.
 * The reference first brings pictures above 512 × 512 down to that size; so must the caller.
 */
export const createPdq = (width: number, height: number, shrink: PdqShrink) => {
  const taps = shrink === 'reference' ? referenceTaps : areaTaps
  const across = taps(width)
  const down = taps(height)
  const dct = dctRows()
  const narrowed = new Float32Array(height * GRID)
  const grid = new Float32Array(GRID * GRID)
  const half = new Float32Array(BANDS * GRID)

  return (luma: Float32Array | Uint8Array, offset = 0, stride = width): PdqSpectrum => {
    for (let y = 0; y < height; y++) {
      const row = offset + y * stride
      for (let i = 0; i < GRID; i++) {
        const from = row + (across.starts[i] ?? 0)
        const base = i * across.span
        let sum = 0
        for (let k = 0; k < across.span; k++) sum += (luma[from + k] ?? 0) * (across.weights[base + k] ?? 0)
        narrowed[y * GRID + i] = sum
      }
    }
    for (let i = 0; i < GRID; i++) {
      const from = (down.starts[i] ?? 0) * GRID
      const base = i * down.span
      for (let x = 0; x < GRID; x++) {
        let sum = 0
        for (let k = 0; k < down.span; k++) {
          sum += (narrowed[from + k * GRID + x] ?? 0) * (down.weights[base + k] ?? 0)
        }
        grid[i * GRID + x] = sum
      }
    }
    for (let i = 0; i < BANDS; i++) {
      for (let x = 0; x < GRID; x++) {
        let sum = 0
        for (let k = 0; k < GRID; k++) sum += (dct[i * GRID + k] ?? 0) * (grid[k * GRID + x] ?? 0)
        half[i * GRID + x] = sum
      }
    }
    const coefficients = new Float32Array(COEFFICIENTS)
    for (let i = 0; i < BANDS; i++) {
      for (let j = 0; j < BANDS; j++) {
        let sum = 0
        for (let k = 0; k < GRID; k++) sum += (half[i * GRID + k] ?? 0) * (dct[j * GRID + k] ?? 0)
        coefficients[i * BANDS + j] = sum
      }
    }
    return { coefficients, quality: qualityOf(grid) }
  }
}

const TURN_SIGNS: Record<Turn, { transpose: boolean; rows: boolean; columns: boolean }> = {
  upright: { transpose: false, rows: false, columns: false },
  mirrored: { transpose: false, rows: false, columns: true },
  flipped: { transpose: false, rows: true, columns: false },
  'rotated:180': { transpose: false, rows: true, columns: true },
  transposed: { transpose: true, rows: false, columns: false },
  'rotated:90': { transpose: true, rows: false, columns: true },
  'rotated:270': { transpose: true, rows: true, columns: false },
  transversed: { transpose: true, rows: true, columns: true },
}

/**
 * The code of the picture after `turn`, written to `out` at `offset` (32 bytes). Turning a picture only swaps and negates
 * DCT coefficients: mirroring negates those of odd frequency, which stand at even columns as frequency 0 is left out.
 */
export const writePdqCode = (spectrum: PdqSpectrum, turn: Turn, out: Uint8Array, offset: number): void => {
  const { transpose, rows, columns } = TURN_SIGNS[turn]
  const turned = new Float32Array(COEFFICIENTS)
  for (let i = 0; i < BANDS; i++) {
    for (let j = 0; j < BANDS; j++) {
      const value = spectrum.coefficients[transpose ? j * BANDS + i : i * BANDS + j] ?? 0
      turned[i * BANDS + j] = (rows && i % 2 === 0) !== (columns && j % 2 === 0) ? -value : value
    }
  }
  const median = turned.slice().sort()[COEFFICIENTS / 2 - 1] ?? 0
  out.fill(0, offset, offset + CODE_BYTES)
  for (let k = 0; k < COEFFICIENTS; k++) {
    if ((turned[k] ?? 0) > median) out[offset + (k >> 3)] = (out[offset + (k >> 3)] ?? 0) | (1 << (k & 7))
  }
}

/** The code of one turn as 32 bytes. */
export const pdqCode = (spectrum: PdqSpectrum, turn: Turn = 'upright'): Uint8Array => {
  const code = new Uint8Array(CODE_BYTES)
  writePdqCode(spectrum, turn, code, 0)
  return code
}

/** The usual text form: 64 hex digits, sixteen 16-bit words, highest first. */
export const pdqHex = (code: Uint8Array): string => {
  let hex = ''
  for (let i = CODE_BYTES - 1; i >= 0; i--) hex += (code[i] ?? 0).toString(16).padStart(2, '0')
  return hex
}
