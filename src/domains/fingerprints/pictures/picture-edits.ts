import { applyTransform, invertTransform, type Transform } from '../features/transform.ts'

export interface Side {
  widthPixels: number
  heightPixels: number
}

type Point = readonly [number, number]

const UNIT: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]
/** Less than this is within the error of the measurement. */
const SHOWN_MAX = 0.955
const FILLED_MAX = 0.955
const DEGREES_MIN = 1.5
const STRETCH_MIN = 1.08
const PERSPECTIVE_MIN = 0.06
/** A framed copy touches two opposite sides, or lies in the middle of both directions. */
const TOUCH = 0.03
const CENTRED = 0.06

/** The part of a convex polygon within 0..1 each way (Sutherland and Hodgman, 1974). */
const clipToUnit = (polygon: readonly Point[]): readonly Point[] => {
  let points = polygon
  for (const [axis, limit, sign] of [
    [0, 0, 1],
    [0, 1, -1],
    [1, 0, 1],
    [1, 1, -1],
  ] as const) {
    const inside = (p: Point): number => sign * (p[axis] - limit)
    points = points.flatMap((p, i) => {
      const before = points.at(i - 1) ?? p
      const [a, b] = [inside(before), inside(p)]
      const share = a / (a - b)
      const crossing: Point = [before[0] + (p[0] - before[0]) * share, before[1] + (p[1] - before[1]) * share]
      return [...(a < 0 !== b < 0 ? [crossing] : []), ...(b >= 0 ? [p] : [])]
    })
  }
  return points
}

const area = (polygon: readonly Point[]): number =>
  Math.abs(
    polygon.reduce((sum, [x, y], i) => {
      const [u, v] = polygon[(i + 1) % polygon.length] ?? [0, 0]
      return sum + x * v - y * u
    }, 0) / 2,
  )

/** How much of the work the copy shows, and how much of the copy is the work; 0..1 each. */
export const sharesOf = (transform: Transform): { shown: number; filled: number } => {
  const back = invertTransform(transform)
  if (!back) return { shown: 0, filled: 0 }
  return {
    shown: area(clipToUnit(UNIT.map(([x, y]) => applyTransform(transform, x, y)))),
    filled: area(clipToUnit(UNIT.map(([x, y]) => applyTransform(back, x, y)))),
  }
}

/** `upright` and the quarter turns by degrees clockwise, without and with a left-right mirroring done before. */
const MIRRORED_TURNS: Record<number, string> = { 0: 'mirrored', 90: 'transversed', 180: 'flipped', 270: 'transposed' }

/** Around the copy there is a frame of bars or blur, or it is one picture among others. */
const surroundings = (corners: readonly Point[]): string => {
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const centred = Math.abs(left + right - 1) < 2 * CENTRED && Math.abs(top + bottom - 1) < 2 * CENTRED
  const touching = (left < TOUCH && right > 1 - TOUCH) || (top < TOUCH && bottom > 1 - TOUCH)
  return centred && touching ? 'padded' : 'inset'
}

/**
 * What was done to the work to make the copy, read from how the copy lies on it (`transform`: copy to work, fractions). Words of
 * the contract; `rotated:N` is in whole degrees clockwise, `perspective` a picture of a picture seen at an angle.
 */
export const editsOfTransform = (transform: Transform, copy: Side, work: Side): string[] => {
  const back = invertTransform(transform)
  if (!back) return []
  const corners = UNIT.map(([x, y]) => applyTransform(back, x, y))
  const pixels = ([x, y]: Point): Point => [x * copy.widthPixels, y * copy.heightPixels]
  const [origin, across, , down] = corners.map(pixels) as [Point, Point, Point, Point]
  const [ax, ay] = [(across[0] - origin[0]) / work.widthPixels, (across[1] - origin[1]) / work.widthPixels]
  const [bx, by] = [(down[0] - origin[0]) / work.heightPixels, (down[1] - origin[1]) / work.heightPixels]
  const isMirrored = ax * by - ay * bx < 0
  // Mirrored left to right first, then turned: the direction across points the other way.
  const degrees = (Math.atan2(isMirrored ? -ay : ay, isMirrored ? -ax : ax) * 180) / Math.PI
  const turned = Math.round((degrees + 360) % 360) % 360
  const quarter = (Math.round(turned / 90) * 90) % 360
  const isQuarter = Math.abs(degrees - Math.round(degrees / 90) * 90) < DEGREES_MIN
  const edits: string[] = []
  if (isQuarter) {
    if (isMirrored) edits.push(MIRRORED_TURNS[quarter] ?? 'mirrored')
    else if (quarter !== 0) edits.push(`rotated:${quarter}`)
  } else {
    if (isMirrored) edits.push('mirrored')
    edits.push(`rotated:${turned}`)
  }
  const isPerspective = Math.hypot(transform[6] ?? 0, transform[7] ?? 0) > PERSPECTIVE_MIN
  if (isPerspective) edits.push('perspective')
  const stretch = Math.hypot(ax, ay) / Math.max(1e-9, Math.hypot(bx, by))
  if (!isPerspective && Math.max(stretch, 1 / stretch) > STRETCH_MIN) edits.push('stretched')
  const { shown, filled } = sharesOf(transform)
  if (shown < SHOWN_MAX) edits.push('cropped')
  // A turned picture that is shown whole leaves corners to fill: that is part of the turning.
  const [cos, sin] = [Math.abs(Math.cos((degrees * Math.PI) / 180)), Math.abs(Math.sin((degrees * Math.PI) / 180))]
  const { widthPixels: width, heightPixels: height } = work
  const turnedArea = (width * cos + height * sin) * (width * sin + height * cos)
  const filledWhole = isQuarter ? 1 : (width * height) / turnedArea
  if (filled < FILLED_MAX * filledWhole) edits.push(surroundings(corners))
  return edits
}
