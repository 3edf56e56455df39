import { mix, n1, type Rng, range, seeded } from '../engine/maths.ts'
import { blend, type Ink } from './ink.ts'

/** Soft cumulus heap of overlapping lit discs. */
export function cloud(
  ink: Ink,
  x: number,
  y: number,
  size: number,
  lit: string,
  shade: string,
  seed: number,
  opacity = 1,
): string {
  const rng = seeded(seed)
  const soft = ink.blur(size * 0.06)
  const ball = ink.rad(
    [
      [0, lit, 1],
      [0.55, lit, 0.75],
      [1, shade, 0],
    ],
    0.45,
    0.3,
    0.65,
  )
  const discs = range(13).map((i) => {
    const spread = (i / 12 - 0.5) * 2
    const r = size * (0.16 + 0.24 * (1 - Math.abs(spread)) * (0.6 + rng() * 0.6))
    return `<ellipse cx='${n1(x + spread * size)}' cy='${n1(y - r * 0.55 * rng() - r * 0.2)}' rx='${n1(r * 1.25)}' ry='${n1(r)}' fill='${ball}'/>`
  })
  return `<g filter='${soft}' opacity='${opacity}'>${discs.join('')}</g>`
}

export interface TreeTip {
  readonly x: number
  readonly y: number
  readonly size: number
}

/** Recursive bare branches of a kapok in March, blossoms come on the tips. */
export function branches(
  x: number,
  y: number,
  angle: number,
  length: number,
  width: number,
  depth: number,
  rng: Rng,
  colours: readonly [string, string],
  tips: TreeTip[],
): string {
  const bend = angle + (rng() - 0.5) * 0.35
  const x2 = x + Math.cos(bend) * length
  const y2 = y + Math.sin(bend) * length
  const mx = (x + x2) / 2 + (rng() - 0.5) * length * 0.18
  const my = (y + y2) / 2 + (rng() - 0.5) * length * 0.12
  const d = `M${n1(x)},${n1(y)} Q${n1(mx)},${n1(my)} ${n1(x2)},${n1(y2)}`
  let out = `<path d='${d}' fill='none' stroke='${colours[0]}' stroke-width='${n1(width)}' stroke-linecap='round'/>`
  if (width > 3)
    out += `<path d='${d}' fill='none' stroke='${colours[1]}' stroke-width='${n1(width * 0.3)}' stroke-linecap='round' opacity='.6' transform='translate(${n1(-width * 0.2)},${n1(-width * 0.15)})'/>`
  if (depth <= 2) tips.push({ x: x2, y: y2, size: mix(7, 13, rng()) })
  if (depth === 0) return out
  const forks = depth > 3 ? 3 : 2
  for (const i of range(forks)) {
    const fan = (i / (forks - 1) - 0.5) * 1.35 + (rng() - 0.5) * 0.4
    out += branches(x2, y2, bend + fan, length * mix(0.62, 0.84, rng()), width * 0.64, depth - 1, rng, colours, tips)
  }
  return out
}

/** A kapok blossom seen a little from below: five thick curling petals round a brush of stamens. */
export function kapok(
  ink: Ink,
  x: number,
  y: number,
  size: number,
  turn = 0,
  colours: readonly [string, string, string] = ['#ff7a45', '#e8321e', '#8f1512'],
): string {
  const [lit, mid, deep] = colours
  const fill = ink.lin(
    [
      [0, lit],
      [0.5, mid],
      [1, deep],
    ],
    0.5,
    0,
    0.5,
    1,
  )
  const petals = range(5).map((i) => {
    const a = turn + i * 72
    return `<g transform='rotate(${a})'><path d='M0,2 C-13,-5 -15,-25 -6,-33 C-1,-37 6,-36 9,-30 C15,-20 11,-6 0,2Z' fill='${fill}'/><path d='M0,0 Q-2,-16 2,-29' stroke='${deep}' stroke-width='.8' fill='none' opacity='.5'/></g>`
  })
  const stamens = range(12).map((i) => {
    const a = (i / 12) * Math.PI * 2
    return `<path d='M0,0 L${n1(Math.cos(a) * 8)},${n1(Math.sin(a) * 8)}' stroke='#ffd27a' stroke-width='1.2'/><circle cx='${n1(Math.cos(a) * 9)}' cy='${n1(Math.sin(a) * 9)}' r='1.5' fill='#4a1512'/>`
  })
  return `<g transform='translate(${n1(x)},${n1(y)}) scale(${n1(size / 3.6) === '0' ? 0.1 : (size / 36).toFixed(3)})'>${petals.join('')}<circle r='6' fill='#ffb347'/>${stamens.join('')}</g>`
}

/** One banana leaf growing up from 0,0, with torn edges. */
export function bananaLeaf(ink: Ink, length: number, lit: string, dark: string, seed: number): string {
  const rng = seeded(seed)
  const fill = ink.lin(
    [
      [0, dark],
      [0.48, lit],
      [0.52, blend(lit, dark, 0.5)],
      [1, dark],
    ],
    0,
    0,
    1,
    0,
  )
  const edge = (side: number): string =>
    range(19)
      .map((i) => {
        const t = i / 18
        const w = side * length * 0.17 * Math.sin(Math.PI * t ** 0.75) * (rng() < 0.22 ? 0.55 : 1)
        return `${n1(w + length * 0.25 * t * t)},${n1(-length * t)}`
      })
      .join('L')
  const right = edge(1)
  const left = edge(-1).split('L').reverse().join('L')
  const veins = range(16).map((i) => {
    const t = (i + 2) / 18
    const cx = length * 0.25 * t * t
    return [-1, 1]
      .map(
        (s) =>
          `<path d='M${n1(cx)},${n1(-length * t)} l${n1(s * length * 0.13)},${n1(-length * 0.045)}' stroke='${dark}' stroke-width='1.2' opacity='.5'/>`,
      )
      .join('')
  })
  return `<path d='M0,0 L${right}L${left}Z' fill='${fill}'/>${veins.join('')}<path d='M0,0 Q${n1(length * 0.02)},${n1(-length * 0.5)} ${n1(length * 0.25)},${n1(-length)}' stroke='${blend(lit, '#ffffff', 0.3)}' stroke-width='3.5' fill='none'/>`
}
