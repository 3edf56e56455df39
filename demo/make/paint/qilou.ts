import { n1, pick, type Rng, range, seeded } from '../engine/maths.ts'
import { blend, type Ink, type Point, poly } from './ink.ts'

export interface StreetStyle {
  readonly horizon: number
  readonly vanishX?: number
  readonly halfWidth: number
  readonly near: number
  readonly bays: number
  /** Draws the picture as the wet ground mirrors it. */
  readonly mirror?: boolean
  readonly wall: readonly [near: string, far: string]
  readonly trim: string
  readonly lamp: string
  readonly litShare: number
  readonly seed: number
  readonly signs?: readonly string[]
}

const FOCAL = 540
const GROUND = 1.6
const BAY = 3.3
const NEON = ['#ff4f6d', '#37e0ff', '#ffb13d', '#ff7ad1', '#7dff9d'] as const

export type Project = (x: number, y: number, z: number) => Point

export const projector =
  (horizon: number, vanishX = 270, mirror = false): Project =>
  (x, y, z) => [vanishX + (FOCAL * x) / z, horizon + (FOCAL * (mirror ? 2 * GROUND - y : y)) / z]

interface Bay {
  readonly side: -1 | 1
  readonly z: number
  readonly fade: number
  readonly wall: string
  readonly trim: string
}

/** One qilou bay: arcade arch and shop light below, two storeys of shuttered windows, balustrade and pediment. */
function bay(ink: Ink, project: Project, s: StreetStyle, b: Bay, rng: Rng): string {
  const x = b.side * s.halfWidth
  const quad = (x1: number, z1: number, z2: number, top: number, low: number, fill: string): string =>
    poly([project(x1, top, z1), project(x1, top, z2), project(x1, low, z2), project(x1, low, z1)], fill)
  const { z } = b
  const out: string[] = []
  const shade = ink.lin(
    [
      [0, blend(b.wall, '#000000', 0.35)],
      [0.5, b.wall],
      [1, blend(b.wall, s.lamp, 0.2)],
    ],
    0,
    0,
    0,
    1,
  )
  out.push(quad(x, z, z + BAY, -11 - rng() * 2.5, GROUND, `fill='${shade}'`))
  const shop = rng() < 0.72
  const warm = blend(shop ? s.lamp : '#182430', s.wall[1], b.fade * 0.55)
  const glow = ink.lin([
    [0, blend(warm, '#fff2cc', shop ? 0.5 : 0)],
    [0.6, warm],
    [1, blend(warm, '#2a1208', 0.75)],
  ])
  const arch = range(9).map((i) => {
    const a = (i / 8) * Math.PI
    return project(x, -1.25 - 0.75 * Math.sin(a), z + 0.55 + (BAY - 0.85) * (0.5 - 0.5 * Math.cos(a)))
  })
  out.push(poly([project(x, GROUND, z + 0.55), ...arch, project(x, GROUND, z + BAY - 0.3)], `fill='${glow}'`))
  for (const part of range(3)) {
    const zz = z + 0.9 + part * 0.75
    if (rng() < 0.6)
      out.push(
        quad(x, zz, zz + 0.45, -0.4 - rng() * 0.5, GROUND, `fill='${blend(b.wall, '#120a08', 0.8)}' opacity='.75'`),
      )
  }
  out.push(quad(x, z, z + BAY, -2.95, -2.35, `fill='${b.trim}'`))
  out.push(quad(x, z, z + BAY, -2.42, -2.3, `fill='${blend(b.trim, s.lamp, 0.6)}'`))
  for (const storey of [0, 1]) {
    const top = -5.6 - storey * 3.1
    for (const w of [0, 1]) {
      const z1 = z + 0.45 + w * 1.4
      const lit = rng() < s.litShare
      const pane = lit
        ? blend(pick([s.lamp, '#ffd58a', '#8fd6c9'], rng), s.wall[1], b.fade * 0.5)
        : blend('#0e1a26', s.wall[1], b.fade * 0.6)
      out.push(quad(x, z1 - 0.1, z1 + 1.1, top - 0.15, top + 2, `fill='${b.trim}' opacity='.8'`))
      out.push(quad(x, z1, z1 + 1, top, top + 1.9, `fill='${pane}'`))
      out.push(quad(x, z1 + 0.46, z1 + 0.54, top, top + 1.9, `fill='${b.wall}'`))
      out.push(quad(x, z1, z1 + 1, top + 0.85, top + 0.95, `fill='${b.wall}'`))
      if (lit && w === 0)
        out.push(
          quad(x, z1, z1 + 0.5, top, top + 0.6, `fill='${pick(['#d8433a', '#2f9e8f', '#e0a22f'], rng)}' opacity='.8'`),
        )
    }
    out.push(quad(x, z, z + BAY, top + 2.15, top + 2.45, `fill='${blend(b.trim, '#000000', 0.2)}'`))
  }
  out.push(
    quad(
      x,
      z,
      z + 0.42,
      -2.4,
      GROUND,
      `fill='${ink.lin([
        [0, b.trim],
        [1, blend(b.wall, '#000000', 0.25)],
      ])}'`,
    ),
  )
  out.push(quad(x, z - 0.08, z + 0.5, -2.5, -2.15, `fill='${blend(b.trim, '#ffffff', 0.12)}'`))
  return out.join('')
}

function sign(ink: Ink, project: Project, s: StreetStyle, z: number, side: number, text: string, rng: Rng): string {
  const colour = pick(NEON, rng)
  const inner = s.halfWidth - 0.25 - rng() * 0.2
  const width = 0.62
  const top = -5.6 + rng() * 1.4
  const [x1, y1] = project(side * inner, top, z)
  const [x2] = project(side * (inner - width), top, z)
  const unit = Math.abs(x2 - x1)
  const left = Math.min(x1, x2)
  const height = unit * (text.length * 1.08 + 0.3)
  const y = s.mirror ? project(0, top, z)[1] - height : y1
  const glyphs = [...text]
    .map((c, i) => `<text x='${n1(left + unit / 2)}' y='${n1(y + unit * (i + 1) * 1.06)}'>${c}</text>`)
    .join('')
  return `${ink.glow(left + unit / 2, y + height / 2, height * 0.95, colour, 0.5)}
    <rect x='${n1(left)}' y='${n1(y)}' width='${n1(unit)}' height='${n1(height)}' rx='${n1(unit * 0.1)}' fill='${blend(colour, '#0a0612', 0.78)}' stroke='${colour}' stroke-width='${n1(Math.max(1, unit * 0.05))}'/>
    <g font-family='Noto Serif CJK SC' font-weight='900' font-size='${n1(unit * 0.82)}' text-anchor='middle' fill='${blend(colour, '#ffffff', 0.55)}'>${glyphs}</g>`
}

/** Two facing rows of arcades running to the vanishing point, painted from far to near. */
export function street(ink: Ink, s: StreetStyle): string {
  const project = projector(s.horizon, s.vanishX, s.mirror)
  const out: string[] = []
  for (const i of range(s.bays).reverse()) {
    const z = s.near + i * BAY
    const fade = i / s.bays
    for (const side of [-1, 1] as const) {
      const rng = seeded(s.seed + i * 31 + side * 7)
      const tint = blend(s.wall[0], pick(['#5a4a3a', '#37504f', '#4d3a4a'], rng), 0.35)
      const wall = blend(tint, s.wall[1], fade ** 0.7)
      const trim = blend(blend(tint, s.trim, 0.6), s.wall[1], fade ** 0.7)
      out.push(bay(ink, project, s, { side, z, fade, wall, trim }, rng))
      const text = s.signs?.[(i * 2 + (side > 0 ? 1 : 0)) % (s.signs.length || 1)]
      if (text && i > 0 && rng() < 0.62) out.push(sign(ink, project, s, z + 0.3, side, text, rng))
    }
  }
  return out.join('')
}
