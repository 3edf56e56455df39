import { n1, type Rng, range, seeded } from '../engine/maths.ts'
import { blend, type Ink, line, poly, rect } from './ink.ts'

export interface TowerStyle {
  readonly x: number
  readonly base: number
  readonly height: number
  readonly strands: readonly string[]
  readonly core: string
  readonly width?: number
  readonly opacity?: number
}

/** Canton Tower: a hyperboloid of straight struts between two ellipses turned against each other. */
export function cantonTower(ink: Ink, s: TowerStyle): string {
  const { x, base, height, strands, width = 1 } = s
  const body = height * 0.76
  const top = base - body
  const foot = height * 0.1 * width
  const head = height * 0.074 * width
  const out: string[] = []
  const stroke = height * 0.0042
  for (const i of range(24)) {
    const a = (i / 24) * Math.PI * 2
    const b = a + 2.15
    const colour = strands[i % strands.length] ?? '#fff'
    const back = Math.sin(a + 1) < 0
    out.push(
      line(
        x + foot * Math.cos(a),
        base + foot * 0.16 * Math.sin(a),
        x + head * Math.cos(b),
        top + head * 0.3 * Math.sin(b) - head * 0.35 * Math.cos(b),
        `stroke='${colour}' stroke-width='${n1(back ? stroke * 0.8 : stroke * 1.5)}' opacity='${back ? 0.45 : 0.95}'`,
      ),
    )
  }
  const radius = (t: number): number => {
    const mid = Math.cos(2.15 / 2)
    const lean = 2 * t - 1
    return (foot + (head - foot) * t) * Math.sqrt(mid * mid + (1 - mid * mid) * lean * lean)
  }
  for (const i of range(30)) {
    const t = i / 29
    const r = radius(t)
    const colour = strands[Math.floor(t * (strands.length - 0.01))] ?? '#fff'
    out.push(
      `<ellipse cx='${n1(x)}' cy='${n1(base - body * t)}' rx='${n1(r)}' ry='${n1(r * 0.18)}' fill='none' stroke='${colour}' stroke-width='${n1(stroke * 0.9)}' opacity='.55'/>`,
    )
  }
  const core = rect(x - foot * 0.16, top, foot * 0.32, body, `fill='${s.core}'`)
  const roof = `<ellipse cx='${n1(x)}' cy='${n1(top)}' rx='${n1(head)}' ry='${n1(head * 0.32)}' transform='rotate(-14 ${n1(x)} ${n1(top)})' fill='${s.core}' stroke='${strands[strands.length - 1] ?? '#fff'}' stroke-width='${n1(stroke * 1.4)}'/>`
  const mast = poly(
    [
      [x - head * 0.13, top],
      [x - head * 0.04, base - height],
      [x + head * 0.04, base - height],
      [x + head * 0.13, top],
    ],
    `fill='${ink.lin([
      [0, strands[strands.length - 1] ?? '#fff'],
      [1, s.core],
    ])}'`,
  )
  return `<g opacity='${s.opacity ?? 1}'>${core}${out.join('')}${roof}${mast}</g>`
}

export interface BlocksStyle {
  readonly base: number
  readonly low: number
  readonly high: number
  readonly from?: number
  readonly to?: number
  readonly wall: readonly [top: string, foot: string]
  readonly light: readonly string[]
  readonly litShare: number
  readonly seed: number
  readonly rim?: string
}

function windows(x: number, y: number, w: number, h: number, s: BlocksStyle, rng: Rng): string {
  const out: string[] = []
  const step = 9
  for (let wy = y + 8; wy < y + h - 6; wy += step) {
    for (let wx = x + 4; wx < x + w - 5; wx += 7) {
      if (rng() > s.litShare) continue
      out.push(
        rect(
          wx,
          wy,
          3.6,
          4.6,
          `fill='${s.light[Math.floor(rng() * s.light.length)] ?? '#fff'}' opacity='${n1(0.3 + rng() * 0.7)}'`,
        ),
      )
    }
  }
  return out.join('')
}

/** A row of towers with lit windows. */
export function blocks(ink: Ink, s: BlocksStyle): string {
  const rng = seeded(s.seed)
  const out: string[] = []
  let x = s.from ?? -80
  const end = s.to ?? 620
  while (x < end) {
    const w = 24 + rng() * 44
    const h = s.low + rng() ** 1.6 * (s.high - s.low)
    const y = s.base - h
    const tint = blend(s.wall[0], s.wall[1], rng() * 0.3)
    out.push(
      rect(
        x,
        y,
        w,
        h + 4,
        `fill='${ink.lin([
          [0, tint],
          [1, s.wall[1]],
        ])}'`,
      ),
    )
    if (rng() < 0.35) out.push(rect(x + w * 0.25, y - 10 - rng() * 16, w * 0.5, 28, `fill='${tint}'`))
    if (rng() < 0.3) out.push(rect(x + w * 0.48, y - 30, 2, 32, `fill='${tint}'`))
    if (s.rim) out.push(rect(x + w - 2, y, 2, h, `fill='${s.rim}' opacity='.55'`))
    out.push(windows(x, y, w, h, s, rng))
    x += w + (rng() < 0.3 ? rng() * 14 : -2)
  }
  return out.join('')
}

/** Haizhu Bridge: three steel truss arches on stone piers. */
export function steelBridge(
  ink: Ink,
  x: number,
  y: number,
  span: number,
  colours: readonly [dark: string, lit: string],
): string {
  const [dark, lit] = colours
  const rise = span * 0.26
  const out: string[] = []
  for (const i of range(3)) {
    const left = x + i * span
    const arch = (t: number, lift: number): [number, number] => [left + span * t, y - (rise + lift) * 4 * t * (1 - t)]
    const curve = (lift: number): string =>
      range(25)
        .map((k) =>
          arch(k / 24, lift)
            .map(n1)
            .join(','),
        )
        .join('L')
    for (const lift of [0, rise * 0.2])
      out.push(
        `<path d='M${curve(lift)}' fill='none' stroke='${lift ? lit : dark}' stroke-width='${n1(span * 0.016)}'/>`,
      )
    for (const k of range(17)) {
      const t = (k + 0.5) / 17
      const [ax, ay] = arch(t, rise * 0.2)
      const [bx, by] = arch(t + 0.03, 0)
      out.push(line(ax, ay, bx, by, `stroke='${dark}' stroke-width='${n1(span * 0.006)}'`))
      out.push(line(bx, by, bx, y, `stroke='${lit}' stroke-width='${n1(span * 0.005)}' opacity='.8'`))
    }
    out.push(
      poly(
        [
          [left - span * 0.035, y],
          [left + span * 0.035, y],
          [left + span * 0.055, y + span * 0.3],
          [left - span * 0.055, y + span * 0.3],
        ],
        `fill='${ink.lin([
          [0, lit],
          [1, dark],
        ])}'`,
      ),
    )
  }
  out.push(
    rect(x - span, y - span * 0.012, span * 5, span * 0.045, `fill='${dark}'`),
    rect(x - span, y - span * 0.02, span * 5, span * 0.012, `fill='${lit}'`),
  )
  return out.join('')
}

/** A double-deck Pearl River ferry, bow to the right, waterline at y = 0, about 240 long. */
export function ferry(ink: Ink, c: { hull: string; cabin: string; lamp: string; trim: string }): string {
  const cabin = ink.lin([
    [0, blend(c.cabin, '#ffffff', 0.15)],
    [1, c.cabin],
  ])
  const panes = (y: number, from: number, n: number): string =>
    range(n)
      .map((i) => rect(from + i * 17, y, 12, 12, `rx='1.5' fill='${c.lamp}' opacity='${i % 4 === 2 ? 0.55 : 0.95}'`))
      .join('')
  return `<path d='M-118,-24 L122,-28 Q112,-4 92,4 L-104,4 Q-116,-6 -118,-24Z' fill='${ink.lin([
    [0, blend(c.hull, '#ffffff', 0.12)],
    [1, c.hull],
  ])}'/>
    <path d='M-118,-22 L120,-26' stroke='${c.trim}' stroke-width='3'/>
    ${rect(-104, -50, 190, 26, `fill='${cabin}'`)}${panes(-44, -98, 11)}${rect(-110, -54, 204, 5, `fill='${c.trim}'`)}
    ${rect(-84, -78, 130, 25, `fill='${cabin}'`)}${panes(-72, -78, 7)}${rect(-92, -83, 150, 6, `fill='${c.trim}'`)}
    ${rect(48, -76, 26, 24, `fill='${c.cabin}'`)}${rect(52, -72, 18, 10, `fill='${c.lamp}'`)}
    ${line(-20, -83, -20, -116, `stroke='${c.hull}' stroke-width='2.5'`)}<path d='M-20,-115 l20,5 l-20,7z' fill='#d8322c'/>
    ${rect(-66, -104, 16, 22, `fill='${c.trim}'`)}${rect(-66, -99, 16, 5, `fill='#d8322c'`)}`
}
