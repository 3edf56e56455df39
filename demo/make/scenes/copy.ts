import { at, sprite } from '../engine/camera.ts'
import { play } from '../engine/decode.ts'
import type { Picture } from '../engine/encode.ts'
import { finish } from '../engine/finish.ts'
import { mix, n1, ramp, range, wave } from '../engine/maths.ts'
import { createStage, draw, FPS, HEIGHT, type Stage, WIDTH } from '../engine/stage.ts'
import { motes } from '../engine/weather.ts'
import { type Ink, rect } from '../paint/ink.ts'
import { stickerScore } from '../sound/scores.ts'
import { layer } from './common.ts'

/** What the copier did, in numbers; the manifest and the README print these. */
export const COPY = {
  intro: 3,
  workStart: 3.5,
  workEnd: 12.5,
  speed: 1.1,
  bar: 0.12,
  width: 360,
  height: 640,
  crf: 36,
} as const

const lifted = (COPY.workEnd - COPY.workStart) / COPY.speed
export const COPY_SECONDS = COPY.intro + lifted

function carp(ink: Ink, lit: string, dark: string): string {
  const body = ink.lin([
    [0, lit],
    [0.6, '#fff2e0'],
    [1, dark],
  ])
  return `<path d='M110,0 C80,-40 0,-48 -70,-12 Q-96,-6 -140,-44 Q-128,0 -140,44 Q-96,6 -70,12 C0,48 80,40 110,0Z' fill='${body}'/>${range(
    5,
  )
    .map(
      (i) => `<path d='M${50 - i * 24},-26 q-16,26 0,52' fill='none' stroke='${lit}' stroke-width='5' opacity='.6'/>`,
    )
    .join(
      '',
    )}<path d='M20,-40 q-20,-40 -60,-34 q14,20 10,36z M20,40 q-20,40 -60,34 q14,-20 10,-36z' fill='${dark}' opacity='.85'/><circle cx='84' cy='-10' r='6' fill='#1a1010'/>`
}

/** Three seconds that have nothing to do with the work: carp circling in a bright pond under a shouting banner. */
async function intro(): Promise<(stage: Stage, t: number, frame: number) => void> {
  const pond = await layer(
    (ink) =>
      rect(
        -430,
        -220,
        1400,
        1400,
        `fill='${ink.rad([
          [0, '#ffe86a'],
          [0.4, '#4ad0a0'],
          [1, '#0a5a8a'],
        ])}'`,
      ) +
      range(30)
        .map(
          (i) =>
            `<circle cx='270' cy='480' r='${30 + i * 24}' fill='none' stroke='${i % 2 ? '#ffffff' : '#0a3a6a'}' stroke-width='${n1(3 + (i % 5))}' opacity='.3'/>`,
        )
        .join(''),
    { x: -430, y: -220, w: 1400, h: 1400, k: 0.7, texture: 0.3 },
  )
  const fish = await Promise.all(
    [
      ['#ff7a3a', '#c82a1a'],
      ['#ff4a8a', '#7a1a6a'],
      ['#ffb03a', '#a85a0a'],
    ].map(([a, b]) => layer((ink) => carp(ink, a ?? '#f00', b ?? '#000'), { x: -150, y: -90, w: 270, h: 180, k: 1.3 })),
  )
  const lily = await layer(
    () =>
      `<path d='M0,0 L70,-24 A74,74 0 1 0 70,24Z' fill='#2a9a4a' stroke='#8ae06a' stroke-width='4'/>${range(7)
        .map(
          (i) =>
            `<path d='M0,0 L${n1(Math.cos(0.7 + i * 0.8) * 66)},${n1(Math.sin(0.7 + i * 0.8) * 66)}' stroke='#8ae06a' stroke-width='2'/>`,
        )
        .join('')}`,
    { x: -80, y: -80, w: 160, h: 160, k: 1.1 },
  )
  const banner = await layer(
    () =>
      `<g transform='rotate(-6 270 200)'>${rect(20, 130, 500, 130, "rx='24' fill='#ffef3a' stroke='#e8201a' stroke-width='10'")}<text x='270' y='222' font-family='Noto Sans CJK SC' font-weight='900' font-size='74' text-anchor='middle' fill='#e8201a'>三分钟看完！</text></g>`,
    { x: 0, y: 0, w: 540, h: 400, k: 1 },
  )
  const pads = motes(7, 91)
  return (stage, t, frame) => {
    draw(stage, pond, { turn: t * 24, scale: 1 + 0.06 * wave(t, 0.8) })
    for (const m of pads)
      draw(
        stage,
        lily,
        sprite({}, 1, {
          x: m.x + wave(t, 0.2, m.phase) * 12,
          y: m.y,
          scale: 0.5 + m.z * 0.7,
          turn: m.phase * 360 + t * 20,
        }),
      )
    for (const i of range(9)) {
      const a = t * (1.1 + (i % 3) * 0.35) + i * 0.7
      const r = 110 + (i % 3) * 92
      const q = fish[i % 3]
      if (q)
        draw(
          stage,
          q,
          sprite({}, 1, {
            x: 270 + Math.cos(a) * r,
            y: 520 + Math.sin(a) * r * 1.25,
            turn: (Math.atan2(Math.cos(a) * 1.25, -Math.sin(a)) * 180) / Math.PI + wave(t, 2, i * 0.2) * 10,
            scale: 0.7 + (i % 3) * 0.18,
          }),
        )
    }
    draw(stage, banner, {
      scale: mix(0.4, 1, ramp(t, 0.2, 0.5)) + 0.03 * wave(t, 3),
      pivotX: 270,
      pivotY: 200,
      alpha: ramp(t, 0.15, 0.3),
    })
    finish(stage, frame, { bloom: 0.3, threshold: 190, vignette: 0.2, grain: 1 })
  }
}

/** The copy: intro, then the lifted seconds at 1.1x under a caption bar and a made-up platform's sticker. */
export async function* copyFrames(workFile: string): AsyncGenerator<Picture> {
  const stage = createStage()
  const opening = await intro()
  for (let i = 0; i < COPY.intro * FPS; i++) {
    opening(stage, i / FPS, i)
    yield stage
  }
  const { pictures } = await play(workFile, COPY.workStart, COPY.workEnd, WIDTH)
  const barTop = HEIGHT * (1 - COPY.bar)
  const bar = await layer(
    () =>
      `${rect(0, barTop, WIDTH, HEIGHT - barTop, "fill='#141414'")}<text x='270' y='${n1(barTop + 72)}' font-family='Noto Sans CJK SC' font-weight='900' font-size='42' text-anchor='middle' fill='#ffe83a'>后续更精彩 点我主页</text>`,
    { x: 0, y: barTop - 4, w: WIDTH, h: HEIGHT - barTop + 4, k: 1, texture: 0 },
  )
  const sticker = await layer(
    () =>
      `${rect(372, 28, 148, 50, "rx='25' fill='#ff2a6a' opacity='.92'")}<path d='M396,40 l20,13 l-20,13z' fill='#fff'/><text x='466' y='63' font-family='Noto Sans CJK SC' font-weight='700' font-size='26' text-anchor='middle' fill='#fff'>快看剧</text>`,
    { x: 360, y: 16, w: 172, h: 76, k: 1, texture: 0 },
  )
  const count = Math.floor(lifted * FPS)
  for (let i = 0; i < count; i++) {
    const picture = pictures[Math.min(pictures.length - 1, Math.round(i * COPY.speed))]
    // A hair larger than the frame: bilinear drawing leaves out the outermost half pixel.
    if (picture) draw(stage, picture, { ...at({}, 1), scale: 1.004 })
    draw(stage, bar)
    draw(stage, sticker)
    yield stage
  }
}

export async function copySound(workFile: string): Promise<Float32Array[]> {
  const { sound } = await play(workFile, COPY.workStart, COPY.workEnd, WIDTH)
  const lead = stickerScore(COPY.intro)
  const length = Math.floor(COPY_SECONDS * 48000)
  return [0, 1].map((side) => {
    const out = new Float32Array(length)
    out.set(lead[side] ?? new Float32Array(0))
    const source = sound[side] ?? new Float32Array(1)
    for (let i = COPY.intro * 48000; i < length; i++) {
      const at = (i - COPY.intro * 48000) * COPY.speed
      const j = Math.floor(at)
      out[i] = mix(source[j] ?? 0, source[j + 1] ?? 0, at - j)
    }
    return out
  })
}
