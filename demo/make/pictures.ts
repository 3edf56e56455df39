import sharp from 'sharp'
import { type Bitmap, paint } from './engine/bitmap.ts'
import { n1, range, seeded } from './engine/maths.ts'
import { blocks, cantonTower, ferry } from './paint/city.ts'
import { Ink, line, rect } from './paint/ink.ts'
import { branches, cloud, kapok, type TreeTip } from './paint/nature.ts'
import { person } from './paint/people.ts'
import { gaiwan, seal } from './paint/props.ts'
import { street } from './paint/qilou.ts'
import { bicycle, lionHead } from './scenes/kapok-cast.ts'
import { ALAN } from './scenes/night-rain-cast.ts'

interface Sheet {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly bloom: number
  readonly drawing: (ink: Ink) => string
}

const SERIF = "font-family='Noto Serif CJK SC'"

/** Poster lettering: a tall vertical title, a line of small type beside it, a billing block below. */
function lettering(
  ink: Ink,
  title: string,
  line1: string,
  billing: string,
  x: number,
  y: number,
  size: number,
  colour: string,
): string {
  const column = (fill: string): string =>
    [...title]
      .map((c, i) => `<text x='${x}' y='${n1(y + size * (i * 1.12 + 0.88))}' fill='${fill}'>${c}</text>`)
      .join('')
  const side = [...line1]
    .map((c, i) => `<text x='${x - size * 0.78}' y='${n1(y + size * 0.3 + i * 19)}'>${c}</text>`)
    .join('')
  return `<g ${SERIF} text-anchor='middle'><g font-weight='900' font-size='${size}'><g filter='${ink.blur(9)}' opacity='.6'>${column('#000')}</g>${column(colour)}</g><g font-size='14' font-weight='600' fill='${colour}'>${side}</g>
    <text x='270' y='694' font-size='11.5' font-weight='500' letter-spacing='3' fill='${colour}' opacity='.9'>${billing}</text></g>${seal(x - 17, y + size * title.length * 1.12 + 12, 34, title)}`
}

const nightRain = (ink: Ink): string => {
  const style = {
    horizon: 400,
    halfWidth: 2.6,
    near: 4.1,
    bays: 16,
    wall: ['#33445a', '#3a6078'] as const,
    trim: '#98968c',
    lamp: '#ffa94d',
    litShare: 0.5,
    seed: 41,
    signs: ['凉茶', '', '唱片', '', '旅店', '', '茶楼', '', '云吞', '粤剧'],
  }
  const rng = seeded(4)
  const streaks = range(240).map(() => {
    const x = rng() * 560
    const y = rng() * 740
    const l = 8 + rng() * 34
    return line(
      x,
      y,
      x - l * 0.08,
      y + l,
      `stroke='#cfe2f2' stroke-width='${n1(0.4 + rng() * 0.8)}' opacity='${n1(0.15 + rng() * 0.4)}'`,
    )
  })
  const her = person(ink, ALAN, 0.1, 0.3)
  return `${rect(
    0,
    0,
    540,
    720,
    `fill='${ink.lin([
      [0, '#0a1526'],
      [0.4, '#1c3a58'],
      [0.56, '#5c7f94'],
      [1, '#070d16'],
    ])}'`,
  )}${ink.glow(270, 400, 260, '#ffcf8a', 0.8)}
    <g filter='${ink.blur(1.6, 7)}'>${street(ink, { ...style, mirror: true })}</g>${rect(
      0,
      398,
      540,
      330,
      `fill='${ink.lin([
        [0, '#16304a', 0.1],
        [1, '#04080f', 0.75],
      ])}'`,
    )}${street(ink, style)}
    ${range(4)
      .map(
        (i) =>
          `<path d='M-20,${30 + i * 44} Q270,${110 + i * 40} 560,${14 + i * 50}' stroke='#05080e' stroke-width='2' fill='none'/>`,
      )
      .join('')}
    <g transform='translate(236,640) scale(1.55,-0.8)' opacity='.35' filter='${ink.blur(2, 5)}'>${her}</g><g transform='translate(236,640) scale(1.55)'>${her}</g>${streaks.join('')}
    ${rect(
      0,
      560,
      540,
      160,
      `fill='${ink.lin([
        [0, '#04070d', 0],
        [1, '#04070d', 0.85],
      ])}'`,
    )}${lettering(ink, '骑楼夜雨', '一把红伞，等了四个雨夜', '海珠微短剧 · 竖屏 24 集 · 晚潮工作室 出品', 448, 56, 82, '#fff4e0')}`
}

const river = (ink: Ink): string => {
  const base = 470
  const tower = cantonTower(ink, {
    x: 176,
    base,
    height: 420,
    strands: ['#3a2450', '#4a2c5a', '#5a3462', '#8a4a6a', '#e08a7a'],
    core: '#2c1c46',
  })
  const near = blocks(ink, {
    base: base + 2,
    low: 20,
    high: 120,
    wall: ['#4a2e62', '#6a3c66'],
    light: ['#ffe0a0', '#ffc07a'],
    litShare: 0.24,
    seed: 8,
    rim: '#ffb080',
  })
  const rng = seeded(3)
  const shine = range(170).map(() => {
    const d = rng()
    const y = base + 6 + d ** 1.4 * 250
    const w = 6 + d * 40
    return rect(
      330 + (rng() + rng() - 1) * (50 + d * 150) - w / 2,
      y,
      w,
      1 + d * 2,
      `fill='#fff0c0' opacity='${n1(0.2 + rng() * 0.6)}' rx='1'`,
    )
  })
  return `${rect(
    0,
    0,
    540,
    base + 4,
    `fill='${ink.lin([
      [0, '#262a62'],
      [0.3, '#6a4a86'],
      [0.62, '#d8607a'],
      [0.85, '#ff9a5c'],
      [1, '#ffe09a'],
    ])}'`,
  )}${range(7)
    .map((i) =>
      cloud(ink, 20 + i * 90, 90 + ((i * 83) % 220), 80 + ((i * 41) % 60), '#ffc49a', '#7a4488', i + 23, 0.75),
    )
    .join('')}
    ${ink.glow(330, base - 30, 240, '#fff2b8', 1)}<circle cx='330' cy='${base - 34}' r='48' fill='#fff8dc'/>${tower}${near}
    ${rect(
      0,
      base,
      540,
      260,
      `fill='${ink.lin([
        [0, '#ffb87a'],
        [0.14, '#e07a6c'],
        [0.5, '#6a4078'],
        [1, '#1a1640'],
      ])}'`,
    )}<g transform='translate(0,${base * 2}) scale(1,-1)' opacity='.5' filter='${ink.blur(1.5, 4)}'>${tower}${near}</g>${shine.join('')}
    <g transform='translate(300,598) scale(1.3,-1)' opacity='.35' filter='${ink.blur(2, 3)}'>${ferry(ink, { hull: '#1c2238', cabin: '#c8a898', lamp: '#ffd27a', trim: '#c8503a' })}</g><g transform='translate(300,596) scale(1.3)'>${ferry(ink, { hull: '#243048', cabin: '#e8d4c0', lamp: '#ffd27a', trim: '#c8503a' })}</g>
    ${range(7)
      .map(
        (i) =>
          `<path transform='translate(${250 + ((i * 67) % 220)},${120 + ((i * 43) % 190)}) scale(${n1(0.4 + (i % 3) * 0.2)})' d='M-34,-8 Q-16,-20 0,0 Q16,-20 34,-8 Q16,-10 2,6 L-2,6 Q-16,-10 -34,-8Z' fill='#fff4ea'/>`,
      )
      .join('')}
    ${rect(
      0,
      620,
      540,
      100,
      `fill='${ink.lin([
        [0, '#0c0a24', 0],
        [1, '#0c0a24', 0.8],
      ])}'`,
    )}${lettering(ink, '珠江来信', '一封迟到二十年的信', '海珠微短剧 · 竖屏 18 集 · 渡口影像 出品', 456, 50, 80, '#fff6e4')}`
}

const kapokPoster = (ink: Ink): string => {
  const tips: TreeTip[] = []
  const wood = branches(70, 760, -1.2, 190, 38, 6, seeded(12), ['#3a2420', '#9a6a54'], tips)
  const rng = seeded(7)
  const flowers = tips
    .filter(() => rng() < 0.7)
    .map((q) =>
      kapok(
        ink,
        q.x,
        q.y,
        q.size * (1 + rng()),
        rng() * 72,
        rng() < 0.25 ? ['#ffb04a', '#f2742a', '#a83a10'] : undefined,
      ),
    )
  return `${rect(
    0,
    0,
    540,
    720,
    `fill='${ink.lin([
      [0, '#1a5a9a'],
      [0.45, '#5aa8cc'],
      [0.72, '#f4e4c0'],
      [1, '#e8b888'],
    ])}'`,
  )}${cloud(ink, 400, 330, 180, '#ffffff', '#b8d4e4', 5, 0.95)}${cloud(ink, 90, 460, 150, '#ffffff', '#c8dce4', 8, 0.9)}
    ${rect(
      0,
      596,
      540,
      130,
      `fill='${ink.lin([
        [0, '#d8a874'],
        [1, '#7a4a34'],
      ])}'`,
    )}${range(70)
      .map(() => kapok(ink, rng() * 540, 606 + rng() * 110, 5 + rng() * 10, rng() * 72))
      .join('')}
    <g opacity='.96'>${wood}${flowers.join('')}</g><g transform='translate(318,486) rotate(7) scale(.47)'>${ink.glow(0, 0, 420, '#fff0c0', 0.8)}${lionHead(ink, 'jaw')}${lionHead(ink, 'head')}</g>
    <g transform='translate(104,694) scale(.56)'>${bicycle(ink, 0.2)}</g>${range(14)
      .map(() => kapok(ink, rng() * 540, rng() * 600, 9 + rng() * 16, rng() * 72))
      .join('')}
    ${rect(
      0,
      650,
      540,
      70,
      `fill='${ink.lin([
        [0, '#2a120c', 0],
        [1, '#2a120c', 0.75],
      ])}'`,
    )}${lettering(ink, '木棉花开', '花落的时候最响', '海珠微短剧 · 竖屏 12 集 · 红棉少年剧社 出品', 462, 44, 80, '#fff8ea')}`
}

/** Still life: morning tea with a steamer of prawn dumplings and a kapok twig before a Manchurian glass window. */
const morningTea = (ink: Ink): string => {
  const hues = ['#c8322b', '#e0a030', '#2f8f86', '#2b5fa8', '#d86a2c', '#7b3b8c'] as const
  const rng = seeded(9)
  const panes = range(5).flatMap((r) =>
    range(9).map((c) => {
      const hue = hues[Math.floor(rng() * hues.length)] ?? '#c8322b'
      const x = c * 80
      const y = r * 70 - 10
      return `${rect(
        x,
        y,
        80,
        70,
        `fill='${ink.rad(
          [
            [0, '#fff6d8', 0.95],
            [0.5, hue, (r + c) % 2 ? 0.85 : 0.35],
            [1, hue, 0.9],
          ],
          0.5,
          0.5,
          0.8,
        )}' stroke='#2a1008' stroke-width='5'`,
      )}<path d='M${x},${y + 35} L${x + 40},${y} L${x + 80},${y + 35} L${x + 40},${y + 70}Z' fill='none' stroke='#2a1008' stroke-width='3'/>`
    }),
  )
  const grain = range(70).map(
    () =>
      `<path d='M-20,${n1(330 + rng() * 220)} q190,${n1(rng() * 12 - 6)} 380,0 t380,0' fill='none' stroke='${rng() < 0.5 ? '#2a0f07' : '#a86a38'}' stroke-width='${n1(0.8 + rng() * 2)}' opacity='.4'/>`,
  )
  const dumpling = (x: number, y: number): string =>
    `<g transform='translate(${x},${y})'><ellipse cx='0' cy='6' rx='40' ry='22' fill='${ink.rad(
      [
        [0, '#ffffff'],
        [0.5, '#fbe8dc'],
        [1, '#d8a890'],
      ],
      0.4,
      0.3,
      0.8,
    )}'/><ellipse cx='4' cy='10' rx='22' ry='11' fill='#f0886a' opacity='.45'/>${range(8)
      .map(
        (i) =>
          `<path d='M${-32 + i * 9},${-4 - Math.sin((i / 7) * 3.14) * 12} q5,7 2,15' fill='none' stroke='#d8a890' stroke-width='2'/>`,
      )
      .join('')}<ellipse cx='-12' cy='-4' rx='12' ry='5' fill='#fff' opacity='.85'/></g>`
  const bamboo = ink.lin(
    [
      [0, '#8a5a24'],
      [0.3, '#e8c078'],
      [0.7, '#c89448'],
      [1, '#6a3c14'],
    ],
    0,
    0,
    1,
    0,
  )
  const steamer = `<ellipse cx='236' cy='478' rx='196' ry='40' fill='#000' opacity='.4'/><path d='M60,370 V450 C60,500 412,500 412,450 V370Z' fill='${bamboo}'/>${[395, 432].map((y) => `<path d='M60,${y} C60,${y + 48} 412,${y + 48} 412,${y}' fill='none' stroke='#6a3c14' stroke-width='5'/>`).join('')}${range(
    20,
  )
    .map((i) => line(76 + i * 17.5, 412, 76 + i * 17.5, 470, "stroke='#8a5a24' stroke-width='2' opacity='.6'"))
    .join(
      '',
    )}<ellipse cx='236' cy='370' rx='176' ry='60' fill='${bamboo}'/><ellipse cx='236' cy='370' rx='160' ry='50' fill='#7a4a1c'/>${dumpling(160, 352)}${dumpling(246, 340)}${dumpling(322, 360)}${dumpling(196, 388)}${dumpling(284, 392)}`
  const steam = range(6).map(
    (i) =>
      `<path d='M${130 + i * 42},340 c-40,-70 40,-110 0,-180 s20,-90 6,-130' fill='none' stroke='#fff6e8' stroke-width='${18 + (i % 3) * 8}' stroke-linecap='round' opacity='.3'/>`,
  )
  return `${rect(0, 0, 720, 540, "fill='#ffdca0'")}${panes.join('')}<g filter='${ink.blur(14)}'>${ink.glow(360, 120, 420, '#fff6d8', 0.6)}</g>${rect(
    -10,
    318,
    740,
    240,
    `fill='${ink.lin([
      [0, '#a8622c'],
      [0.3, '#6a3416'],
      [1, '#240e06'],
    ])}'`,
  )}${grain.join('')}${ink.glow(420, 340, 420, '#ffc880', 0.55, 0.3)}
    ${range(9)
      .map((c) =>
        rect(
          40 + c * 80,
          330,
          46,
          90,
          `fill='${hues[c % 6] ?? '#fff'}' opacity='.16' transform='skewX(-24) translate(150,0)'`,
        ),
      )
      .join('')}${steamer}<g filter='${ink.blur(9)}'>${steam.join('')}</g>
    <g transform='translate(560,390) scale(.72)'>${gaiwan(ink, ['#f4f6f2', '#c4d0d4', '#4a5a68'], '#2f62a8')}</g><path d='M400,540 C480,500 560,510 700,470' fill='none' stroke='#5a3a2c' stroke-width='9' stroke-linecap='round'/>${kapok(ink, 470, 500, 44, 10)}${kapok(ink, 640, 496, 30, 44)}${kapok(ink, 70, 506, 26, 20)}`
}

const sheets: readonly Sheet[] = [
  { file: 'poster-night-rain.jpg', width: 540, height: 720, bloom: 0.55, drawing: nightRain },
  { file: 'poster-river-letter.jpg', width: 540, height: 720, bloom: 0.4, drawing: river },
  { file: 'poster-kapok.jpg', width: 540, height: 720, bloom: 0.2, drawing: kapokPoster },
  { file: 'morning-tea.jpg', width: 720, height: 540, bloom: 0.3, drawing: morningTea },
]

const rgba = (b: Bitmap): Buffer => Buffer.from(b.px.buffer, b.px.byteOffset, b.px.byteLength)

/** Draws each sheet at twice its units, lets the lights bloom and saves it as JPEG. */
export async function paintPictures(folder: string): Promise<void> {
  for (const s of sheets) {
    const ink = new Ink()
    const body = s.drawing(ink)
    const painted = await paint(ink.svg(body), { x: 0, y: 0, w: s.width, h: s.height, k: 2, texture: 0.14 })
    const raw = { width: painted.w, height: painted.h, channels: 4 as const }
    const flat = await sharp(rgba(painted), { raw }).removeAlpha().png({ compressionLevel: 1 }).toBuffer()
    const lights = await sharp(flat)
      .linear(s.bloom * 1.5, -90 * s.bloom)
      .blur(22)
      .png({ compressionLevel: 1 })
      .toBuffer()
    await sharp(flat)
      .composite([{ input: lights, blend: 'screen' }])
      .jpeg({ quality: 80, mozjpeg: true })
      .toFile(`${folder}${s.file}`)
  }
}
