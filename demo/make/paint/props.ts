import { n1, range } from '../engine/maths.ts'
import { blend, type Ink, rect } from './ink.ts'

/** A silk lantern hanging from 0,0; about 120 wide and 200 tall. */
export function lantern(ink: Ink, silk: readonly [lit: string, mid: string, dark: string], glyph = ''): string {
  const fill = ink.rad(
    [
      [0, '#fff0b8'],
      [0.28, silk[0]],
      [0.7, silk[1]],
      [1, silk[2]],
    ],
    0.5,
    0.6,
    0.62,
  )
  const ribs = range(7).map((i) => {
    const x = (i - 3) * 19
    return `<path d='M${n1(x * 0.45)},34 C${n1(x * 1.25)},60 ${n1(x * 1.25)},114 ${n1(x * 0.45)},140' fill='none' stroke='${silk[2]}' stroke-width='1.5' opacity='.55'/>`
  })
  const tassel = range(9).map(
    (i) =>
      `<path d='M${i - 4},152 Q${n1((i - 4) * 1.6)},180 ${n1((i - 4) * 2)},206' stroke='#e8b23c' stroke-width='1.6' fill='none'/>`,
  )
  return `<path d='M0,0 V26' stroke='#2a1a12' stroke-width='3'/>${rect(-24, 24, 48, 11, "rx='3' fill='#6b4416'")}
    <ellipse cx='0' cy='87' rx='62' ry='56' fill='${fill}'/>${ribs.join('')}
    ${glyph ? `<text x='0' y='108' font-family='Noto Serif CJK SC' font-weight='900' font-size='58' text-anchor='middle' fill='#7a1410'>${glyph}</text>` : ''}
    ${rect(-24, 139, 48, 11, "rx='3' fill='#6b4416'")}${tassel.join('')}`
}

/** A lidded gaiwan cup on its saucer; rim at y = 0, 260 wide. */
export function gaiwan(ink: Ink, clay: readonly [lit: string, mid: string, dark: string], glaze: string): string {
  const body = ink.lin(
    [
      [0, clay[2]],
      [0.3, clay[1]],
      [0.62, clay[0]],
      [1, clay[2]],
    ],
    0,
    0,
    1,
    0,
  )
  const dish = ink.lin(
    [
      [0, clay[2]],
      [0.6, clay[0]],
      [1, clay[2]],
    ],
    0,
    0,
    1,
    0,
  )
  const waves = range(9).map((i) => {
    const x = -88 + i * 22
    return `<path d='M${x},52 q11,-22 22,0 M${x + 4},60 q7,-13 14,0' fill='none' stroke='${glaze}' stroke-width='3' opacity='.75'/>`
  })
  return `<ellipse cx='0' cy='150' rx='172' ry='34' fill='#000' opacity='.35'/><ellipse cx='0' cy='136' rx='160' ry='32' fill='${dish}'/><ellipse cx='0' cy='131' rx='150' ry='26' fill='${blend(clay[1], '#000000', 0.15)}'/>
    <path d='M-130,0 C-122,90 -70,132 -44,136 H44 C70,132 122,90 130,0Z' fill='${body}'/>${waves.join('')}
    <ellipse cx='0' cy='0' rx='130' ry='30' fill='${clay[0]}'/><ellipse cx='0' cy='3' rx='120' ry='25' fill='${ink.lin([
      [0, '#4a2408'],
      [0.6, '#b86a1c'],
      [1, '#f0b04a'],
    ])}'/>
    <ellipse cx='34' cy='10' rx='44' ry='7' fill='#ffe6a8' opacity='.5'/>`
}

/** A square vermilion seal with the given characters in white, read right to left. */
export function seal(x: number, y: number, size: number, text: string, colour = '#c8281f'): string {
  const cells = [...text]
  const rows = Math.ceil(cells.length / 2)
  const unit = size / 2
  const glyphs = cells.map((c, i) => {
    const col = i < rows ? 1 : 0
    return `<text x='${n1(x + unit * (col + 0.5))}' y='${n1(y + unit * ((i % rows) + 0.84))}'>${c}</text>`
  })
  return `${rect(x - size * 0.06, y - size * 0.06, size * 1.12, size * 1.12, `rx='${n1(size * 0.1)}' fill='${colour}'`)}
    <g font-family='Noto Serif CJK SC' font-weight='900' font-size='${n1(unit * 0.88)}' text-anchor='middle' fill='#fff4e6'>${glyphs.join('')}</g>`
}

/** An umbrella from straight above, centre 0,0, radius 150. */
export function umbrellaTop(ink: Ink, lit: string, dark: string): string {
  const n = 10
  const at = (i: number, r: number): string =>
    `${n1(Math.cos((i / n) * Math.PI * 2) * r)},${n1(Math.sin((i / n) * Math.PI * 2) * r)}`
  const panels = range(n).map((i) => {
    const tone = 0.5 + 0.5 * Math.cos(((i + 0.5) / n) * Math.PI * 2 + 2.2)
    const colour = blend(dark, lit, tone)
    const fill = ink.rad(
      [
        [0, blend(colour, '#ffffff', 0.18)],
        [0.7, colour],
        [1, blend(colour, '#000000', 0.3)],
      ],
      0.5,
      0.5,
      0.7,
    )
    return `<path d='M0,0 L${at(i, 150)} Q${at(i + 0.5, 138)} ${at(i + 1, 150)}Z' fill='${fill}' stroke='${blend(dark, '#000000', 0.35)}' stroke-width='2'/>`
  })
  const ribs = range(n).map(
    (i) => `<path d='M0,0L${at(i, 152)}' stroke='${blend(lit, '#ffffff', 0.35)}' stroke-width='1.4' opacity='.6'/>`,
  )
  return `${panels.join('')}${ribs.join('')}<circle r='7' fill='#1a1010'/><circle r='3' fill='#e8d8b0'/>`
}

/** A ripple ring, 200 wide, drawn once and stretched. */
export const ring = (colour: string): string =>
  `<ellipse cx='0' cy='0' rx='92' ry='92' fill='none' stroke='${colour}' stroke-width='6' opacity='.9'/><ellipse cx='0' cy='0' rx='66' ry='66' fill='none' stroke='${colour}' stroke-width='4' opacity='.4'/>`
