/** A plane projective map, row by row: x' = (m0 x + m1 y + m2) / (m6 x + m7 y + m8), y' alike. Nine numbers, m8 = 1. */
export type Transform = readonly number[]

export interface PointPairs {
  /** Query x, query y, work x, work y of each pair. */
  at: Float64Array
  count: number
}

export const applyTransform = (m: Transform, x: number, y: number): readonly [number, number] => {
  const w = (m[6] ?? 0) * x + (m[7] ?? 0) * y + (m[8] ?? 1)
  return [((m[0] ?? 0) * x + (m[1] ?? 0) * y + (m[2] ?? 0)) / w, ((m[3] ?? 0) * x + (m[4] ?? 0) * y + (m[5] ?? 0)) / w]
}

/** The map that does `first`, then `then`. */
export const composeTransforms = (then: Transform, first: Transform): Transform => {
  const product = Array.from({ length: 9 }, (_, i) => {
    const row = Math.floor(i / 3) * 3
    const column = i % 3
    return [0, 1, 2].reduce((sum, k) => sum + (then[row + k] ?? 0) * (first[k * 3 + column] ?? 0), 0)
  })
  return product.map((value) => value / (product[8] ?? 1))
}

/** The inverse map; null when there is none. */
export const invertTransform = (m: Transform): Transform | null => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m
  const minors = [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f]
  minors.push(d * h - e * g, b * g - a * h, a * e - b * d)
  const scale = minors[8] ?? 0
  const determinant = a * (minors[0] ?? 0) + b * (minors[3] ?? 0) + c * (minors[6] ?? 0)
  if (Math.abs(determinant) < 1e-12 || Math.abs(scale) < 1e-12) return null
  return minors.map((value) => value / scale)
}

/** Solves a x = b by Gaussian elimination with pivots; `rows` are of n + 1 values. null when it has no single answer. */
const solve = (rows: number[][]): number[] | null => {
  const n = rows.length
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row
    }
    const chosen = rows[pivot] ?? []
    const replaced = rows[column] ?? []
    rows[pivot] = replaced
    rows[column] = chosen
    const head = chosen[column] ?? 0
    if (Math.abs(head) < 1e-12) return null
    for (let row = 0; row < n; row++) {
      const values = rows[row]
      if (row === column || !values) continue
      const factor = (values[column] ?? 0) / head
      for (let k = column; k <= n; k++) values[k] = (values[k] ?? 0) - factor * (chosen[k] ?? 0)
    }
  }
  return rows.map((values, i) => (values[n] ?? 0) / (values[i] ?? 1))
}

/** Adds one equation to the normal equations of a least-squares problem. */
const addEquation = (normal: number[][], factors: readonly number[], value: number): void => {
  const n = factors.length
  for (let i = 0; i < n; i++) {
    const row = normal[i] ?? []
    for (let j = 0; j < n; j++) row[j] = (row[j] ?? 0) + (factors[i] ?? 0) * (factors[j] ?? 0)
    row[n] = (row[n] ?? 0) + (factors[i] ?? 0) * value
  }
}

const emptyNormal = (n: number): number[][] => Array.from({ length: n }, () => new Array<number>(n + 1).fill(0))

/** Least squares over the pairs `used`: turn, one scale and shift. Needs two pairs. */
export const fitSimilarity = ({ at }: PointPairs, used: readonly number[]): Transform | null => {
  const normal = emptyNormal(4)
  for (const i of used) {
    const [x, y, u, v] = [at[i * 4] ?? 0, at[i * 4 + 1] ?? 0, at[i * 4 + 2] ?? 0, at[i * 4 + 3] ?? 0]
    addEquation(normal, [x, -y, 1, 0], u)
    addEquation(normal, [y, x, 0, 1], v)
  }
  const found = solve(normal)
  if (!found) return null
  const [a = 0, b = 0, c = 0, d = 0] = found
  return [a, -b, c, b, a, d, 0, 0, 1]
}

/** Least squares over the pairs `used`: any affine map. Needs three pairs not in one line. */
export const fitAffine = ({ at }: PointPairs, used: readonly number[]): Transform | null => {
  const [across, down] = [emptyNormal(3), emptyNormal(3)]
  for (const i of used) {
    const factors = [at[i * 4] ?? 0, at[i * 4 + 1] ?? 0, 1]
    addEquation(across, factors, at[i * 4 + 2] ?? 0)
    addEquation(down, factors, at[i * 4 + 3] ?? 0)
  }
  const [first, second] = [solve(across), solve(down)]
  return first && second ? [...first, ...second, 0, 0, 1] : null
}

/** Least squares (linear) over the pairs `used`: any projective map. Needs four pairs, no three in one line. */
export const fitProjective = ({ at }: PointPairs, used: readonly number[]): Transform | null => {
  const normal = emptyNormal(8)
  for (const i of used) {
    const [x, y, u, v] = [at[i * 4] ?? 0, at[i * 4 + 1] ?? 0, at[i * 4 + 2] ?? 0, at[i * 4 + 3] ?? 0]
    addEquation(normal, [x, y, 1, 0, 0, 0, -u * x, -u * y], u)
    addEquation(normal, [0, 0, 0, x, y, 1, -v * x, -v * y], v)
  }
  const found = solve(normal)
  return found ? [...found, 1] : null
}
