import { n1 } from '../engine/maths.ts'

export type Stop = readonly [offset: number, colour: string, opacity?: number]
export type Point = readonly [number, number]

let serial = 0

/** Collects gradient and filter definitions while a layer's markup is being written. */
export class Ink {
  private readonly defs: string[] = []

  lin(stops: readonly Stop[], x1 = 0, y1 = 0, x2 = 0, y2 = 1): string {
    return this.add('linearGradient', `x1='${x1}' y1='${y1}' x2='${x2}' y2='${y2}'`, stops)
  }

  rad(stops: readonly Stop[], cx = 0.5, cy = 0.5, r = 0.5): string {
    return this.add('radialGradient', `cx='${cx}' cy='${cy}' r='${r}'`, stops)
  }

  blur(x: number, y = x): string {
    serial += 1
    this.defs.push(
      `<filter id='f${serial}' x='-50%' y='-50%' width='200%' height='200%'><feGaussianBlur stdDeviation='${x} ${y}'/></filter>`,
    )
    return `url(#f${serial})`
  }

  clip(d: string): string {
    serial += 1
    this.defs.push(`<clipPath id='c${serial}'><path d='${d}'/></clipPath>`)
    return `url(#c${serial})`
  }

  /** A soft round light. */
  glow(x: number, y: number, r: number, colour: string, opacity = 1, squash = 1): string {
    const fill = this.rad([
      [0, colour, opacity],
      [0.25, colour, opacity * 0.55],
      [0.6, colour, opacity * 0.14],
      [1, colour, 0],
    ])
    return `<ellipse cx='${n1(x)}' cy='${n1(y)}' rx='${n1(r)}' ry='${n1(r * squash)}' fill='${fill}'/>`
  }

  svg(body: string): string {
    return `<defs>${this.defs.join('')}</defs>${body}`
  }

  private add(tag: string, attributes: string, stops: readonly Stop[]): string {
    serial += 1
    const body = stops
      .map(([o, c, a]) => `<stop offset='${o}' stop-color='${c}'${a === undefined ? '' : ` stop-opacity='${a}'`}/>`)
      .join('')
    this.defs.push(`<${tag} id='g${serial}' ${attributes}>${body}</${tag}>`)
    return `url(#g${serial})`
  }
}

export const poly = (points: readonly Point[], attributes: string): string =>
  `<path d='M${points.map(([x, y]) => `${n1(x)},${n1(y)}`).join('L')}Z' ${attributes}/>`

export const rect = (x: number, y: number, w: number, h: number, attributes: string): string =>
  `<rect x='${n1(x)}' y='${n1(y)}' width='${n1(w)}' height='${n1(h)}' ${attributes}/>`

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: string): string =>
  `<path d='M${n1(x1)},${n1(y1)}L${n1(x2)},${n1(y2)}' fill='none' ${attributes}/>`

/** A fill over the whole oversized layer. */
export const wash = (fill: string): string => rect(-70, -90, 680, 1140, `fill='${fill}'`)

function channels(hex: string): [number, number, number] {
  const v = Number.parseInt(hex.slice(1), 16)
  return [v >> 16, (v >> 8) & 255, v & 255]
}

export function blend(from: string, to: string, t: number): string {
  const a = channels(from)
  const b = channels(to)
  const hex = a.map((v, i) =>
    Math.round(v + ((b[i] ?? 0) - v) * t)
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${hex.join('')}`
}
