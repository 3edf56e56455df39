import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lieOn } from '../../web/features/fingerprints/compare/lie-on.ts'

/** What a browser makes of `matrix3d` (CSS Transforms 2, 12): sixteen numbers, column by column. */
const asBrowser = (css: string, x: number, y: number): [number, number] => {
  const m = css
    .slice('matrix3d('.length, -1)
    .split(',')
    .map((value) => Number(value))
  const at = (row: number): number => (m[row] ?? 0) * x + (m[4 + row] ?? 0) * y + (m[12 + row] ?? 0)
  return [at(0) / at(3), at(1) / at(3)]
}

it('puts every point of the copy where the matcher says it lies on the work', () => {
  const small = fc.double({ min: -0.2, max: 0.2, noNaN: true })
  const side = fc.integer({ min: 50, max: 1000 })
  fc.assert(
    fc.property(fc.tuple(small, small, small, small, small, small, small, small), side, side, (t, width, height) => {
      const [a, b, c, d, e, f, g, h] = [t[0] + 1, t[1], t[2], t[3], t[4] + 1, t[5], t[6], t[7]] as const
      const css = lieOn([a, b, c, d, e, f, g, h], width, height)
      for (const [x, y] of [
        [0, 0],
        [1, 0],
        [0.3, 0.8],
        [1, 1],
      ] as const) {
        const w = g * x + h * y + 1
        const [u, v] = asBrowser(css, x * width, y * height)
        expect(u / width).toBeCloseTo((a * x + b * y + c) / w, 6)
        expect(v / height).toBeCloseTo((d * x + e * y + f) / w, 6)
      }
    }),
  )
})
