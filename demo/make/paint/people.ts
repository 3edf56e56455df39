import { type Bitmap, paint } from '../engine/bitmap.ts'
import { n1, range } from '../engine/maths.ts'
import { Ink } from './ink.ts'

export interface Look {
  readonly coat: readonly [dark: string, lit: string]
  readonly legs: string
  readonly hair: string
  readonly skin: string
  readonly rim: string
  readonly skirt?: boolean
  readonly bun?: boolean
  readonly umbrella?: readonly [dark: string, lit: string]
  readonly bag?: string
}

export const PHASES = 16

interface Leg {
  readonly knee: readonly [number, number]
  readonly foot: readonly [number, number]
}

function leg(phase: number, stride: number): Leg {
  const swing = stride * Math.sin(phase)
  const bend = 0.12 + 0.75 * (stride / 0.46) * Math.max(0, Math.cos(phase))
  const knee = [48 * Math.sin(swing), 48 * Math.cos(swing)] as const
  return { knee, foot: [knee[0] + 48 * Math.sin(swing - bend), knee[1] + 48 * Math.cos(swing - bend)] }
}

function legPath(l: Leg, hipX: number, hipY: number, colour: string): string {
  const [kx, ky] = l.knee
  const [fx, fy] = l.foot
  const shoe = `M${n1(hipX + fx - 5)},${n1(hipY + fy)} q1,-7 8,-6 l11,4 q3,3 -1,4 z`
  return `<path d='M${hipX},${n1(hipY)} L${n1(hipX + kx)},${n1(hipY + ky)} L${n1(hipX + fx)},${n1(hipY + fy - 2)}' fill='none' stroke='${colour}' stroke-width='12' stroke-linecap='round' stroke-linejoin='round'/><path d='${shoe}' fill='#0b0a0d'/>`
}

export function umbrella(ink: Ink, colours: readonly [string, string], rim: string): string {
  const [dark, lit] = colours
  const fill = ink.lin(
    [
      [0, lit],
      [0.55, blendStop(dark, lit)],
      [1, dark],
    ],
    0.8,
    0,
    0.2,
    1,
  )
  const canopy =
    'M-72,0 C-62,-46 -30,-62 0,-62 C30,-62 62,-46 72,0 Q60,-11 48,0 Q36,-12 24,0 Q12,-12 0,0 Q-12,-12 -24,0 Q-36,-12 -48,0 Q-60,-11 -72,0Z'
  const ribs = [-48, -24, 0, 24, 48].map(
    (x) => `<path d='M0,-62 Q${n1(x * 0.8)},-44 ${x},0' stroke='${dark}' stroke-width='1.2' fill='none' opacity='.7'/>`,
  )
  return `<path d='M0,0 V84' stroke='#1a1210' stroke-width='3'/><path d='${canopy}' fill='${fill}'/>${ribs.join('')}
    <path d='M-72,0 C-62,-46 -30,-62 0,-62 C30,-62 62,-46 72,0' fill='none' stroke='${rim}' stroke-width='2' opacity='.75'/><path d='M0,-62 V-70' stroke='#1a1210' stroke-width='3'/>`
}

const blendStop = (a: string, b: string): string => {
  const mixed = [1, 3, 5].map((i) =>
    Math.round((Number.parseInt(a.slice(i, i + 2), 16) + Number.parseInt(b.slice(i, i + 2), 16)) / 2),
  )
  return `#${mixed.map((v) => v.toString(16).padStart(2, '0')).join('')}`
}

/** A person of 200 units facing right, soles on y = 0; phase in turns, stride in radians (0 stands still). */
export function person(ink: Ink, look: Look, phase: number, stride = 0.46): string {
  const angle = phase * Math.PI * 2
  const near = leg(angle, stride)
  const far = leg(angle + Math.PI, stride)
  const hip = -Math.max(near.foot[1], far.foot[1]) - 2
  const [dark, lit] = look.coat
  const coat = ink.lin(
    [
      [0, dark],
      [0.55, blendStop(dark, lit)],
      [1, lit],
    ],
    0,
    0.6,
    1,
    0.3,
  )
  const sway = stride * 9 * Math.sin(angle * 2)
  const hem = look.skirt ? 44 : 22
  const body = `M-13,${n1(hip - 66)} Q0,${n1(hip - 74)} 13,${n1(hip - 66)} C19,${n1(hip - 40)} 15,${n1(hip - 20)} ${n1(19 + sway * 0.4)},${n1(hip + hem)} Q${n1(sway)},${n1(hip + hem + 5)} ${n1(-21 + sway * 0.5)},${n1(hip + hem - 1)} C-15,${n1(hip - 20)} -18,${n1(hip - 44)} -13,${n1(hip - 66)}Z`
  const armSwing = look.umbrella ? 0 : Math.sin(angle) * stride * 0.9
  const arm = (s: number, colour: string): string =>
    `<path d='M0,${n1(hip - 62)} L${n1(26 * Math.sin(s) - 2)},${n1(hip - 62 + 28 * Math.cos(s))} L${n1(46 * Math.sin(s + 0.12))},${n1(hip - 62 + 54 * Math.cos(s))}' fill='none' stroke='${colour}' stroke-width='9' stroke-linecap='round' stroke-linejoin='round'/>`
  const hold = look.umbrella
    ? `<path d='M2,${n1(hip - 60)} L12,${n1(hip - 38)} L17,${n1(hip - 62)}' fill='none' stroke='${lit}' stroke-width='9' stroke-linecap='round' stroke-linejoin='round'/><circle cx='17' cy='${n1(hip - 64)}' r='4.5' fill='${look.skin}'/>`
    : arm(armSwing, lit)
  const head = `<path d='M-3,${n1(hip - 66)} h8 v-12 h-8z' fill='${look.skin}'/><ellipse cx='3' cy='${n1(hip - 87)}' rx='11.5' ry='13.5' fill='${look.skin}'/><path d='M14,${n1(hip - 88)} l3,4 l-3,2z' fill='${look.skin}'/>
    <path d='M11,${n1(hip - 96)} C9,${n1(hip - 106)} -12,${n1(hip - 107)} -12,${n1(hip - 87)} C-13,${n1(hip - 74)} ${look.bun ? -8 : -14},${n1(hip - (look.bun ? 76 : 60))} -4,${n1(hip - 75)} C-1,${n1(hip - 84)} 0,${n1(hip - 92)} 11,${n1(hip - 96)}Z' fill='${look.hair}'/>${look.bun ? `<circle cx='-12' cy='${n1(hip - 92)}' r='7' fill='${look.hair}'/>` : ''}`
  const rim = `<path d='M13,${n1(hip - 66)} C19,${n1(hip - 40)} 15,${n1(hip - 20)} ${n1(19 + sway * 0.4)},${n1(hip + hem)}' fill='none' stroke='${look.rim}' stroke-width='2' opacity='.8'/>`
  const bag = look.bag ? `<path d='M-18,${n1(hip - 10)} h22 v24 q-11,5 -22,0z' fill='${look.bag}'/>` : ''
  const canopy = look.umbrella
    ? `<g transform='translate(15,${n1(hip - 118)}) rotate(5)'>${umbrella(ink, look.umbrella, look.rim)}</g>`
    : ''
  return `${look.umbrella ? '' : arm(-armSwing, dark)}${legPath(far, -2, hip, blendStop(look.legs, '#000000'))}${legPath(near, 2, hip, look.legs)}<path d='${body}' fill='${coat}'/>${rim}${head}${bag}${canopy}${hold}`
}

/** The sprites of one walk cycle. */
export const walkCycle = (look: Look, k: number, stride = 0.46): Promise<Bitmap[]> =>
  Promise.all(
    range(PHASES).map((i) => {
      const ink = new Ink()
      const body = person(ink, look, i / PHASES, stride)
      return paint(ink.svg(body), { x: -90, y: -300, w: 180, h: 310, k, texture: 0.12 })
    }),
  )

export const frameOf = (cycle: readonly Bitmap[], t: number, stepsPerSecond: number): Bitmap => {
  const i = Math.floor(t * stepsPerSecond * 0.5 * PHASES) % PHASES
  return cycle[i] as Bitmap
}

/** Head and shoulders of a woman in profile, facing right, filling roughly x 90..340, y 300..960. */
export function profile(hair: string, skin: string, coat: string, rim: string): string {
  const face =
    'M246,332 C284,336 300,364 301,400 C301,412 302,420 306,428 C314,447 326,462 330,474 C331,482 322,487 311,488 C313,494 319,499 320,505 C321,510 316,514 310,516 C317,519 319,527 315,532 C311,536 309,541 311,548 C314,563 308,579 292,584 C270,591 248,586 234,574 C228,604 230,640 248,676 L150,700 L150,560 Z'
  const edge =
    'M284,352 C298,370 301,385 301,400 C301,412 302,420 306,428 C314,447 326,462 330,474 C331,482 322,487 311,488 C313,494 319,499 320,505 C321,510 316,514 310,516 C317,519 319,527 315,532 C311,536 309,541 311,548 C314,563 308,579 292,584'
  return `<path d='${face}' fill='${skin}'/>
    <path d='M60,1060 C64,820 96,716 160,690 C190,676 226,690 252,672 C300,712 352,742 372,1060 Z' fill='${coat}'/>
    <path d='M246,672 C300,712 352,742 372,1060' fill='none' stroke='${rim}' stroke-width='3' opacity='.6'/>
    <path d='M292,352 C262,300 180,290 142,340 C108,386 112,470 132,540 C140,580 150,620 142,668 C168,690 206,676 216,640 C222,600 214,560 222,520 C230,486 258,470 262,420 C264,394 272,370 292,352 Z' fill='${hair}'/>
    <circle cx='118' cy='396' r='44' fill='${hair}'/><path d='M96,362 L60,330' stroke='${rim}' stroke-width='6' stroke-linecap='round' opacity='.8'/>
    <path d='${edge}' fill='none' stroke='${rim}' stroke-width='3.2' opacity='.95'/>
    <path d='M150,332 C190,302 250,306 286,350' fill='none' stroke='${rim}' stroke-width='2.5' opacity='.55'/>
    <path d='M268,424 q16,-8 26,2' fill='none' stroke='${hair}' stroke-width='5' stroke-linecap='round'/>
    <path d='M270,446 q12,7 24,0 l4,5' fill='none' stroke='${hair}' stroke-width='4' stroke-linecap='round'/>
    <path d='M300,509 q10,4 18,1' fill='none' stroke='#7c1f22' stroke-width='4' stroke-linecap='round'/>
    <circle cx='206' cy='520' r='6' fill='${rim}' opacity='.9'/>`
}
