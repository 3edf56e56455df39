import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Shot } from '../engine/clip.ts'
import type { Grade } from '../engine/finish.ts'
import { mix, n1, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { blend, type Ink, line, poly, rect, wash } from '../paint/ink.ts'
import { bananaLeaf, cloud } from '../paint/nature.ts'
import { glints, layer } from './common.ts'
import { bicycle } from './kapok-cast.ts'

const MORNING: Grade = {
  bloom: 0.22,
  threshold: 205,
  vignette: 0.42,
  grain: 1,
  shadows: [0, 4, 10],
  lights: [2, -4, -12],
}

/** A glass tower with reflections of the sky in its curtain wall. */
export function glassTower(
  ink: Ink,
  x: number,
  base: number,
  w: number,
  h: number,
  tones: readonly [string, string, string],
  seed: number,
): string {
  const rng = seeded(seed)
  const slope = h * (0.02 + rng() * 0.08) * (rng() < 0.5 ? -1 : 1)
  const top = base - h
  const body = ink.lin(
    [
      [0, tones[0]],
      [0.45, tones[1]],
      [1, tones[2]],
    ],
    0,
    0,
    0.4,
    1,
  )
  const floors = range(Math.floor(h / 11)).map((i) =>
    line(x, base - i * 11, x + w, base - i * 11, `stroke='${tones[0]}' stroke-width='1' opacity='.35'`),
  )
  const fins = range(Math.floor(w / 13)).map((i) =>
    line(x + i * 13, top + 12, x + i * 13, base, `stroke='#0a3048' stroke-width='1.1' opacity='.3'`),
  )
  const panes = range(Math.floor((h * w) / 900)).map(() =>
    rect(
      x + Math.floor((rng() * w) / 13) * 13,
      base - Math.ceil((rng() * (h - 20)) / 11) * 11,
      12,
      10,
      `fill='${rng() < 0.45 ? '#fff2d0' : tones[rng() < 0.5 ? 0 : 2]}' opacity='${n1(0.25 + rng() * 0.6)}'`,
    ),
  )
  return `${poly(
    [
      [x, top + Math.max(0, slope)],
      [x + w, top + Math.max(0, -slope)],
      [x + w, base],
      [x, base],
    ],
    `fill='${body}'`,
  )}${floors.join('')}${fins.join('')}${panes.join('')}${rect(x + w * 0.62, top + Math.abs(slope), w * 0.2, h, `fill='#ffffff' opacity='.16'`)}`
}

export const towers: Shot = {
  name: 'towers',
  seconds: 2.7,
  grade: MORNING,
  caption: '琶洲，早上六点半',
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#1f6f9c'],
            [0.35, '#5fb0c0'],
            [0.55, '#f2c08a'],
            [0.7, '#f09a6a'],
            [1, '#c86a5a'],
          ]),
        ) +
        ink.glow(430, 520, 300, '#ffe2a0', 0.95) +
        `<circle cx='430' cy='520' r='50' fill='#fff4d0'/>`,
    )
    const clouds = await layer(
      (ink) =>
        range(5)
          .map((i) => cloud(ink, 30 + i * 170, 170 + ((i * 97) % 220), 110, '#ffe8cc', '#6a9cb4', i + 40, 0.7))
          .join(''),
      { x: -200, w: 1000, k: 0.7 },
    )
    const rows = await Promise.all(
      [0, 1, 2].map((r) =>
        layer(
          (ink) =>
            range(10)
              .map((i) => {
                const tone: readonly [string, string, string] = [
                  blend('#8cc8d0', '#1f6a88', r * 0.48),
                  blend('#e8a884', '#164a6a', r * 0.5),
                  blend('#d88a70', '#0a2a48', r * 0.48),
                ]
                return glassTower(
                  ink,
                  -180 + i * (88 + r * 26),
                  820 + r * 90,
                  62 + r * 30 + ((i * 31) % 20),
                  220 + ((i * 137 + r * 71) % (260 + r * 30)),
                  tone,
                  r * 20 + i,
                )
              })
              .join(''),
          { x: -200, w: 1000, h: 1200, k: 1, texture: 0.12 },
        ),
      ),
    )
    const crane = await layer(
      () =>
        `<path d='M0,0 V-330 M0,-300 L150,-270 M0,-300 L-60,-284 M0,-330 L150,-270 M0,-330 L-60,-284 M110,-276 V-180' stroke='#d8703a' stroke-width='6' fill='none'/>${range(
          12,
        )
          .map((i) => `<path d='M-6,${-i * 26} l12,-13 l-12,-13' stroke='#d8703a' stroke-width='2.5' fill='none'/>`)
          .join('')}`,
      { x: -80, y: -350, w: 250, h: 360, k: 1.2 },
    )
    return (stage, t, p) => {
      const camera: Camera = { x: mix(-70, 60, smooth(p)), y: mix(60, -30, p), zoom: mix(1.0, 1.08, p) }
      draw(stage, sky, at(camera, 0.1))
      draw(stage, clouds, { ...at(camera, 0.15), x: t * 18 - 40 })
      draw(stage, rows[0] ?? crane, at(camera, 0.3))
      draw(stage, crane, sprite(camera, 0.4, { x: 130, y: 470, turn: wave(t, 0.1) * 3 }))
      draw(stage, rows[1] ?? crane, at(camera, 0.6))
      draw(stage, rows[2] ?? crane, at(camera, 1))
    }
  },
}

export const tram: Shot = {
  name: 'tram',
  seconds: 2.6,
  grade: MORNING,
  caption: '海珠有轨电车 · 首班',
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#2f8fc0'],
            [0.45, '#8cc8d4'],
            [0.62, '#d8e4c8'],
            [1, '#e8d0a0'],
          ]),
        ) +
        cloud(ink, 170, 230, 150, '#ffffff', '#9cc8d8', 3) +
        cloud(ink, 460, 380, 130, '#ffffff', '#9cc8d8', 8) +
        range(6)
          .map((i) =>
            glassTower(ink, -60 + i * 116, 640, 78, 130 + ((i * 91) % 230), ['#8cc0cc', '#5a98b0', '#a8c4b8'], i + 60),
          )
          .join(''),
    )
    const hedge = await layer(
      (ink) => {
        const rng = seeded(12)
        return range(220)
          .map(() => {
            const x = -100 + rng() * 1200
            const y = 610 + rng() * 110
            return `<ellipse cx='${n1(x)}' cy='${n1(y)}' rx='${n1(18 + rng() * 30)}' ry='${n1(14 + rng() * 22)}' fill='${ink.rad(
              [
                [0, blend('#7ac060', '#d8e87a', rng()), 0.95],
                [1, '#2a6a3c', 0.9],
              ],
              0.4,
              0.3,
              0.7,
            )}'/>`
          })
          .join('')
      },
      { x: -120, y: 540, w: 1260, h: 260, k: 0.8, texture: 0.2 },
    )
    const track = await layer(
      (ink) =>
        `${rect(
          -120,
          730,
          1300,
          330,
          `fill='${ink.lin([
            [0, '#8ac468'],
            [0.5, '#5aa050'],
            [1, '#2c6a3c'],
          ])}'`,
        )}${range(160)
          .map(
            (i) =>
              `<path d='M${((i * 83) % 1300) - 120},${750 + ((i * 47) % 290)} q4,-16 9,-20' stroke='${i % 3 ? '#3a8044' : '#c8e08a'}' stroke-width='2.5' fill='none'/>`,
          )
          .join('')}${[800, 862]
          .map((y) =>
            rect(
              -120,
              y,
              1300,
              10,
              `fill='${ink.lin([
                [0, '#ffffff'],
                [1, '#5a6468'],
              ])}'`,
            ),
          )
          .join('')}`,
      { x: -120, y: 720, w: 1300, h: 340, k: 1, texture: 0.22 },
    )
    const car = await layer(
      (ink) => {
        const glass = ink.lin([
          [0, '#bfe8f0'],
          [0.5, '#4a90a8'],
          [1, '#1c4a60'],
        ])
        const body = ink.lin([
          [0, '#ffffff'],
          [0.55, '#e8f0f0'],
          [1, '#a8b8bc'],
        ])
        const modules = range(3).map(
          (m) =>
            `${rect(m * 250, -190, 240, 178, `rx='10' fill='${body}'`)}${range(3)
              .map(
                (w) =>
                  rect(m * 250 + 14 + w * 74, -164, 64, 72, `rx='6' fill='${glass}'`) +
                  `<path d='M${m * 250 + 24 + w * 74},-96 l24,-66 h14 l-24,66z' fill='#fff' opacity='.35'/><circle cx='${m * 250 + 40 + w * 74}' cy='-112' r='11' fill='#2a3a48'/><path d='M${m * 250 + 24 + w * 74},-92 q16,-26 32,0z' fill='${['#d8503a', '#3a6aa8', '#e8b03a'][(m + w) % 3] ?? '#333'}'/>`,
              )
              .join(
                '',
              )}${rect(m * 250, -74, 240, 16, "fill='#d8342a'")}${rect(m * 250, -52, 240, 8, "fill='#1e8a8a'")}${rect(m * 250 + 240, -180, 12, 160, "fill='#3a4448'")}${rect(m * 250 + 40, -16, 60, 18, "rx='9' fill='#22282c'")}${rect(m * 250 + 150, -16, 60, 18, "rx='9' fill='#22282c'")}`,
        )
        return `${modules.join('')}<path d='M738,-190 h26 q60,12 76,110 q6,50 -8,68 h-94z' fill='${body}'/><path d='M756,-170 q46,14 62,84 h-62z' fill='${glass}'/><path d='M740,-74 h100 q2,8 2,16 h-102z' fill='#d8342a'/>${ink.glow(834, -38, 50, '#fff6d0', 1)}<path d='M200,-190 l30,-44 h70 M530,-190 l30,-44 h70' stroke='#3a4448' stroke-width='5' fill='none'/>`
      },
      { x: -10, y: -250, w: 900, h: 275, k: 1.1, texture: 0.1 },
    )
    const blurred = await layer(
      (ink) =>
        `<g filter='${ink.blur(6, 2)}'>${range(3)
          .map(
            (i) =>
              `${rect(120 + i * 560, -90, 22, 1100, "fill='#24424a'")}<path d='M${131 + i * 560},40 q90,-20 150,30' stroke='#24424a' stroke-width='12' fill='none'/>`,
          )
          .join('')}</g>`,
      { x: -60, w: 1800, k: 0.5 },
    )
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.0, 1.05, p) }
      const run = mix(0, 210, p)
      draw(stage, sky, { ...at(camera, 0.2), x: -run * 0.12 })
      draw(stage, hedge, { ...at(camera, 0.5), x: -run * 0.7 })
      draw(stage, track, { ...at(camera, 1), x: -run })
      const x = mix(-860, 250, smooth(p * 0.92 + 0.04))
      draw(stage, car, { ...sprite(camera, 1, { x, y: 872 }), scaleY: -0.35, alpha: 0.28, mode: 'multiply' })
      draw(stage, car, sprite(camera, 1, { x, y: 866 + wave(t, 5) * 0.6 }))
      draw(stage, blurred, { x: 400 - run * 4.4, alpha: 0.9 })
    }
  },
}

export const leaves: Shot = {
  name: 'leaves',
  seconds: 2.5,
  grade: { ...MORNING, lights: [8, 8, -8] },
  build: async () => {
    const back = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#2a88b8'],
            [0.35, '#7cc0cc'],
            [0.545, '#f0d8a8'],
            [0.55, '#5aa8b4'],
            [1, '#1a5a70'],
          ]),
        ) +
        ink.glow(150, 330, 250, '#fff0c0', 0.9) +
        cloud(ink, 380, 250, 150, '#ffffff', '#8cc0d0', 6) +
        `<circle cx='150' cy='330' r='44' fill='#fffbe4'/>` +
        range(7)
          .map((i) =>
            glassTower(ink, -60 + i * 100, 540, 60, 80 + ((i * 67) % 190), ['#7ab4c4', '#4a88a4', '#a8b8a8'], i + 80),
          )
          .join(''),
    )
    const path = await layer(
      (ink) =>
        `<path d='M-80,790 Q270,720 640,770 V1060 H-80Z' fill='${ink.lin([
          [0, '#e8b48a'],
          [1, '#b87050'],
        ])}'/><path d='M-80,800 Q270,730 640,780' fill='none' stroke='#fff4e0' stroke-width='6'/><path d='M-80,900 Q270,840 640,880' fill='none' stroke='#fff4e0' stroke-width='5' stroke-dasharray='60 46'/>${range(
          20,
        )
          .map((i) =>
            line(
              -60 + i * 36,
              790 - Math.sin((i / 20) * 3.14) * 42,
              -60 + i * 36,
              700 - Math.sin((i / 20) * 3.14) * 42,
              "stroke='#f4fbf8' stroke-width='6'",
            ),
          )
          .join('')}<path d='M-80,706 Q270,640 640,690' fill='none' stroke='#f4fbf8' stroke-width='9'/>`,
      { y: 600, h: 460, texture: 0.18 },
    )
    const rider = await Promise.all(
      range(12).map((i) => layer((ink) => bicycle(ink, i / 12), { x: -150, y: -330, w: 310, h: 345, k: 1.1 })),
    )
    const plants = await Promise.all(
      range(5).map((i) =>
        layer(
          (ink) => bananaLeaf(ink, 520, blend('#6ac84a', '#b8e05a', i / 5), blend('#125a34', '#2a7a3a', i / 5), 30 + i),
          { x: -130, y: -560, w: 420, h: 580, k: 1.1, texture: 0.18 },
        ),
      ),
    )
    return (stage, t, p) => {
      const camera: Camera = { x: mix(-20, 20, p), zoom: mix(1.08, 1.0, smooth(p)) }
      draw(stage, back, at(camera, 0.2))
      glints(stage, t, {
        top: 548,
        bottom: 700,
        count: 260,
        colour: [130, 130, 110],
        centre: 200,
        spread: 300,
        seed: 2,
      })
      draw(stage, path, at(camera, 0.7))
      const r = rider[Math.floor(t * 14) % 12]
      if (r)
        draw(
          stage,
          r,
          sprite(camera, 0.8, { x: mix(620, -60, p), y: 866 - Math.sin(p * 3.14) * 18, scale: 0.72, flip: true }),
        )
      const stems = [
        [-70, 1030, 4, 1.0],
        [-20, 1080, -24, 0.9],
        [560, 1060, -50, 1.0],
        [610, 1000, -34, 1.25],
        [500, 1110, -72, 0.9],
      ] as const
      for (const [i, [x, y, turn, scale]] of stems.entries()) {
        const leaf = plants[i]
        if (leaf)
          draw(
            stage,
            leaf,
            sprite(camera, 1.3, {
              x,
              y,
              scale,
              turn: turn + wave(t, 0.45, i * 0.19) * 5 + wave(t, 1.1, i * 0.31) * 1.3,
            }),
          )
      }
    }
  },
}
