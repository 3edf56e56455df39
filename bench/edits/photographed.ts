/** A picture photographed from a screen: perspective, and moiré where the two rasters beat. */

type Point = readonly [number, number]

/** Maps the unit square onto four corners (Heckbert, Fundamentals of Texture Mapping, 1989, 2.2.3), as a..h of x' = (ax+by+c)/(gx+hy+1). */
const squareToCorners = ([p0, p1, p2, p3]: readonly [Point, Point, Point, Point]): number[] => {
  const sx = p0[0] - p1[0] + p2[0] - p3[0]
  const sy = p0[1] - p1[1] + p2[1] - p3[1]
  const dx1 = p1[0] - p2[0]
  const dy1 = p1[1] - p2[1]
  const dx2 = p3[0] - p2[0]
  const dy2 = p3[1] - p2[1]
  const det = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / det
  const h = (dx1 * sy - sx * dy1) / det
  return [
    p1[0] - p0[0] + g * p1[0],
    p3[0] - p0[0] + h * p3[0],
    p0[0],
    p1[1] - p0[1] + g * p1[1],
    p3[1] - p0[1] + h * p3[1],
    p0[1],
    g,
    h,
  ]
}

const inverse = (m: readonly number[]): number[] => {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = m
  const i = [
    e - f * h,
    c * h - b,
    b * f - c * e,
    f * g - d,
    a - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ]
  const w = i[8] ?? 1
  return i.slice(0, 8).map((value) => value / w)
}

export interface Pixels {
  data: Uint8Array
  width: number
  height: number
}

/**
 * RGB pixels as a camera sees them on a screen: corners moved by up to 9 % of the sides, a margin of dark desk, stripes of a
 * few pixels, a little glare. Same size as the input.
 */
export const photographScreen = (picture: Pixels, random: () => number): Pixels => {
  const { width, height, data } = picture
  const near = (): number => 0.03 + random() * 0.09
  const corners = [
    [near(), near()],
    [1 - near(), near()],
    [1 - near(), 1 - near()],
    [near(), 1 - near()],
  ] as const
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = inverse(squareToCorners(corners))
  const period = 3.3 + random() * 1.5
  const slant = 0.1 + random() * 0.25
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = y / height
      const u = x / width
      const w = g * u + h * v + 1
      const sx = ((a * u + b * v + c) / w) * width
      const sy = ((d * u + e * v + f) / w) * height
      const at = (y * width + x) * 3
      if (sx < 0 || sy < 0 || sx >= width - 1 || sy >= height - 1) {
        out[at] = out[at + 1] = out[at + 2] = 26 + 8 * random()
        continue
      }
      const x0 = Math.floor(sx)
      const y0 = Math.floor(sy)
      const fx = sx - x0
      const fy = sy - y0
      const from = (y0 * width + x0) * 3
      for (let k = 0; k < 3; k++) {
        const top = (data[from + k] ?? 0) * (1 - fx) + (data[from + 3 + k] ?? 0) * fx
        const low = (data[from + width * 3 + k] ?? 0) * (1 - fx) + (data[from + width * 3 + 3 + k] ?? 0) * fx
        const stripe = 9 * Math.sin(((x + y * slant) * 2 * Math.PI) / period + k * 2.1)
        const glare = 24 * Math.max(0, 1 - ((u - 0.7) ** 2 + (v - 0.25) ** 2) / 0.09)
        out[at + k] = Math.max(0, Math.min(255, top * (1 - fy) + low * fy + stripe + glare))
      }
    }
  }
  return { data: out, width, height }
}
