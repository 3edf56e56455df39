import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alignFeatures } from '../../../src/domains/fingerprints/features/align-features.ts'
import { decodeFeatures, encodeFeatures } from '../../../src/domains/fingerprints/features/codec.ts'
import { extractFeatures } from '../../../src/domains/fingerprints/features/extract.ts'
import { resample } from '../../../src/domains/fingerprints/features/pyramid.ts'
import {
  applyTransform,
  composeTransforms,
  fitProjective,
  invertTransform,
} from '../../../src/domains/fingerprints/features/transform.ts'
import { CODE_BYTES, type PictureFeatures } from '../../../src/ports/media.ts'

interface Picture {
  luma: Float32Array
  width: number
  height: number
}

/** Bright and dark rectangles and discs on a slope, drawn from a seed. */
const draw = (seed: number, width = 320, height = 240): Picture => {
  let state = seed * 7919 + 17
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 2 ** 32
  }
  const luma = Float32Array.from({ length: width * height }, (_, i) => 90 + (i % width) / 8)
  for (let shape = 0; shape < 120; shape++) {
    const [cx, cy, r, level, round] = [random() * width, random() * height, 4 + random() * 22, random() * 255, random()]
    for (let y = Math.max(0, Math.floor(cy - r)); y < Math.min(height, cy + r); y++) {
      for (let x = Math.max(0, Math.floor(cx - r * 1.5)); x < Math.min(width, cx + r * 1.5); x++) {
        if (round < 0.5 || Math.hypot(x - cx, y - cy) < r) luma[y * width + x] = level
      }
    }
  }
  return { luma, width, height }
}

const take = (
  picture: Picture,
  source: (x: number, y: number) => readonly [number, number],
  width: number,
  height: number,
) => {
  const luma = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = source(x, y)
      luma[y * width + x] = picture.luma[Math.round(v) * picture.width + Math.round(u)] ?? 0
    }
  }
  return { luma, width, height }
}

const featuresOf = ({ luma, width, height }: Picture): PictureFeatures => extractFeatures(luma, width, height)

const work = draw(1)
const workFeatures = featuresOf(work)

/** Where the copy's place lies in the work, as the alignment says; fractions. */
const placed = (copy: Picture, x: number, y: number) => {
  const alignment = alignFeatures(featuresOf(copy), workFeatures)
  expect(alignment?.inliers).toBeGreaterThan(12)
  const [u, v] = applyTransform(alignment?.transform ?? [], x, y)
  return { u, v, mirrored: alignment?.mirrored }
}

describe('points of a picture', () => {
  test('a copy of the left upper part lies there', () => {
    const copy = take(work, (x, y) => [x, y], 200, 150)
    const { u, v, mirrored } = placed(copy, 1, 1)
    expect(mirrored).toBe(false)
    expect(u).toBeCloseTo(200 / 320, 2)
    expect(v).toBeCloseTo(150 / 240, 2)
  })

  test('a mirrored copy is known as such', () => {
    const { u, v, mirrored } = placed(
      take(work, (x, y) => [319 - x, y], 320, 240),
      0.25,
      0.5,
    )
    expect(mirrored).toBe(true)
    expect(u).toBeCloseTo(0.75, 2)
    expect(v).toBeCloseTo(0.5, 2)
  })

  test('a copy on its side is turned back', () => {
    const { u, v, mirrored } = placed(
      take(work, (x, y) => [y, 239 - x], 240, 320),
      0,
      0,
    )
    expect(mirrored).toBe(false)
    expect(u).toBeCloseTo(0, 2)
    expect(v).toBeCloseTo(1, 2)
  })

  test('a copy at two fifths of the size inside another picture', () => {
    const inside = draw(2)
    const small = resample(work.luma, 320, 240, 192, 144)
    for (let y = 0; y < 144; y++) inside.luma.set(small.subarray(y * 192, (y + 1) * 192), (y + 60) * 320 + 100)
    const { u, v } = placed(inside, 100 / 320, 60 / 240)
    expect(u).toBeCloseTo(0, 1)
    expect(v).toBeCloseTo(0, 1)
  })

  test('different pictures agree on next to nothing', () => {
    for (let seed = 3; seed < 9; seed++) {
      expect(alignFeatures(featuresOf(draw(seed)), workFeatures)?.inliers ?? 0).toBeLessThan(8)
    }
  })

  test('a flat picture and a tiny one have no points', () => {
    expect(extractFeatures(new Float32Array(320 * 240).fill(90), 320, 240).xs).toHaveLength(0)
    expect(extractFeatures(new Uint8Array(16 * 16).fill(7), 16, 16).xs).toHaveLength(0)
  })
})

describe('maps of the plane', () => {
  const small = fc.double({ min: -0.2, max: 0.2, noNaN: true })
  const transform = fc
    .tuple(small, small, small, small, small, small)
    .map(([a, b, c, d, e, f]) => [1 + a, b, c, d, 1 + a, e, f / 2, b / 2, 1])

  test('the inverse undoes, and four corners tell a map', () => {
    fc.assert(
      fc.property(transform, (m) => {
        const back = invertTransform(m)
        expect(back).not.toBeNull()
        const same = composeTransforms(back ?? [], m)
        const corners = [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ] as const
        const at = Float64Array.from(corners.flatMap(([x, y]) => [x, y, ...applyTransform(m, x, y)]))
        const fitted = fitProjective({ at, count: 4 }, [0, 1, 2, 3])
        for (const [x, y] of corners) {
          const [u, v] = applyTransform(same, x, y)
          expect(Math.hypot(u - x, v - y)).toBeLessThan(1e-6)
          const [p, q] = applyTransform(m, x, y)
          const [r, s] = applyTransform(fitted ?? [], x, y)
          expect(Math.hypot(p - r, q - s)).toBeLessThan(1e-6)
        }
      }),
    )
  })
})

describe('stored features', () => {
  test('come back as they were, for any number of pictures', () => {
    const second = { ...featuresOf(draw(4, 160, 120)), frame: 77 }
    for (const pictures of [[], [workFeatures], [workFeatures, second]]) {
      expect(decodeFeatures(encodeFeatures(pictures))).toEqual(pictures)
    }
    expect(workFeatures.codes).toHaveLength(workFeatures.xs.length * CODE_BYTES)
  })

  test('anything else is refused by name', () => {
    const bytes = encodeFeatures([workFeatures])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(bytes.length - 1), (junk, cut) => {
        for (const bad of [junk, bytes.slice(0, cut), Uint8Array.from([...bytes.slice(0, 8), ...junk])]) {
          expect(() => decodeFeatures(bad)).toThrow(expect.objectContaining({ code: 'fingerprint_malformed' }))
        }
      }),
      { numRuns: 50 },
    )
  })
})
