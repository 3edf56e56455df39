import { contentUnit } from './units.ts'

/** Pixels each way of the grey picture that is hashed. */
export const IMAGE_SIDE = 32
/** Coefficients each way of one block of 64 bits. */
const BLOCK = 8
/** First column and row of each block. */
const BLOCKS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
]

/**
 * The unscaled DCT-II of a vector whose length is a power of two, by Lee's recursion (1984). The order of its additions is part of
 * the code: pictures with flat parts have coefficients that differ by rounding alone.
 */
const dct = (values: readonly number[]): number[] => {
  const { length } = values
  if (length === 1) return [...values]
  const half = length / 2
  const at = (i: number): number => values[i] ?? 0
  const sums = dct(Array.from({ length: half }, (_, i) => at(i) + at(length - 1 - i)))
  const differences = dct(
    Array.from(
      { length: half },
      (_, i) => (at(i) - at(length - 1 - i)) / (Math.cos(((i + 0.5) * Math.PI) / length) * 2),
    ),
  )
  return sums.flatMap((sum, i) => [sum, (differences[i] ?? 0) + (i + 1 < half ? (differences[i + 1] ?? 0) : 0)])
}

/** The median of an even number of values. */
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return ((sorted[sorted.length / 2 - 1] ?? 0) + (sorted[sorted.length / 2] ?? 0)) / 2
}

/**
 * The Image-Code of a grey picture of IMAGE_SIDE × IMAGE_SIDE values 0..255, row by row: upright, on white, without a plain
 * border. Each bit says whether a low frequency is above the median of its block (ISO 24138:2024; Zauner 2010).
 */
export const imageCode = (grey: Uint8Array, bits: number): string => {
  const rows = Array.from({ length: IMAGE_SIDE }, (_, y) =>
    dct([...grey.subarray(y * IMAGE_SIDE, (y + 1) * IMAGE_SIDE)]),
  )
  /** By column, then row. */
  const columns = Array.from({ length: BLOCK + 1 }, (_, x) => dct(rows.map((row) => row[x] ?? 0)))
  const hash = new Uint8Array(32)
  BLOCKS.forEach(([left, top], block) => {
    const values = Array.from(
      { length: BLOCK * BLOCK },
      (_, i) => columns[left + (i % BLOCK)]?.[top + Math.floor(i / BLOCK)] ?? 0,
    )
    const middle = median(values)
    values.forEach((value, i) => {
      const bit = block * BLOCK * BLOCK + i
      if (value > middle) hash[bit >> 3] = (hash[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
    })
  })
  return contentUnit('IMAGE', hash, bits)
}
