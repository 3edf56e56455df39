import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Shot } from '../engine/clip.ts'
import type { Grade } from '../engine/finish.ts'
import { mix, n1, range, seeded, smooth } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { rain } from '../engine/weather.ts'
import { blend, type Ink, rect, wash } from '../paint/ink.ts'
import { frameOf, walkCycle } from '../paint/people.ts'
import { type StreetStyle, street } from '../paint/qilou.ts'
import { bokeh, drawRipples, layer, mirrored, ringSprite, rippleField } from './common.ts'
import { ALAN } from './night-rain-cast.ts'

export const NIGHT: Grade = {
  bloom: 0.75,
  threshold: 120,
  vignette: 0.55,
  grain: 1.2,
  shadows: [2, 7, 16],
  lights: [10, 2, -8],
}
export const RAIN_LIGHT = [88, 104, 120] as const
export const NEON = ['#ff5a6e', '#ffb54a', '#38d6ff', '#ffd98a', '#ff8a3d'] as const

const STREET: StreetStyle = {
  horizon: 520,
  halfWidth: 2.7,
  near: 4.2,
  bays: 15,
  wall: ['#3a4656', '#31506b'],
  trim: '#8d8f88',
  lamp: '#ffa94d',
  litShare: 0.42,
  seed: 11,
  signs: ['凉茶', '粤剧', '茶楼', '照相', '云吞', '钟表', '药材', '旅店', '唱片'],
}

export const wide: Shot = {
  name: 'street',
  seconds: 2.8,
  grade: NIGHT,
  caption: '骑楼街，雨下了三天',
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#0a1526'],
            [0.4, '#1c3a58'],
            [0.56, '#5c7f94'],
            [0.62, '#20405a'],
            [1, '#070d16'],
          ]),
        ) + ink.glow(270, 520, 300, '#ffcf8a', 0.75),
    )
    const row = await layer((ink) => street(ink, STREET), { k: 1.25, texture: 0.16 })
    const wet = await layer(
      (ink) => {
        const soft = ink.blur(2, 9)
        return `<g filter='${soft}'>${street(ink, { ...STREET, mirror: true })}</g>${rect(
          -70,
          520,
          680,
          530,
          `fill='${ink.lin([
            [0, '#16304a', 0.15],
            [0.5, '#0a1524', 0.45],
            [1, '#04080f', 0.75],
          ])}'`,
        )}`
      },
      { y: 515, h: 540, k: 0.9 },
    )
    const wires = await layer(() =>
      range(5)
        .map(
          (i) =>
            `<path d='M-80,${60 + i * 52} Q270,${150 + i * 46} 640,${30 + i * 58}' stroke='#05080e' stroke-width='${2.6 - i * 0.3}' fill='none'/>`,
        )
        .join(''),
    )
    const walk = await walkCycle(ALAN, 1.3)
    const rings = await ringSprite('#a8cbe0')
    const spots = rippleField(90, 3.2, { x: 0, y: 560, w: 540, h: 400 }, 34, 3)
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1, 1.13, smooth(p)), y: mix(14, -6, p) }
      draw(stage, sky, at(camera, 0.2))
      draw(stage, wet, { ...at(camera, 1), ripple: (y) => Math.sin(y * 0.11 - t * 5) * Math.max(0, y - 520) * 0.011 })
      draw(stage, row, at(camera, 1))
      draw(stage, wires, { ...at(camera, 1.3), alpha: 0.85 })
      const her = sprite(camera, 1, { x: mix(150, 318, p), y: 676, scale: 0.86 })
      const step = frameOf(walk, t, 1.9)
      draw(
        stage,
        step,
        mirrored(her, 0.42, (y) => Math.sin(y * 0.2 + t * 6) * 2.2),
      )
      draw(stage, step, her)
      drawRipples(stage, rings, spots, t, camera)
      rain(stage, t, { drops: 260, length: 30, speed: 1050, slant: -0.08, light: RAIN_LIGHT })
    }
  },
}

export const steps: Shot = {
  name: 'steps',
  seconds: 1.9,
  grade: { ...NIGHT, bloom: 0.9 },
  build: async () => {
    const back = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#101b2e'],
            [0.48, '#2b3f56'],
            [0.5, '#0f1a28'],
            [1, '#060a12'],
          ]),
        ) + bokeh(ink, 34, NEON, 8, { x: -60, y: 20, w: 660, h: 420 }, 44),
    )
    const floor = await layer(
      (ink) => {
        const rng = seeded(4)
        const soft = ink.blur(7, 26)
        const streaks = range(26).map(() =>
          rect(
            -60 + rng() * 660,
            470 + rng() * 90,
            12 + rng() * 34,
            150 + rng() * 330,
            `fill='${NEON[Math.floor(rng() * 5)] ?? '#fff'}' opacity='${n1(0.25 + rng() * 0.5)}'`,
          ),
        )
        const slabs = range(10).map(
          (i) =>
            `<path d='M-80,${n1(500 + i ** 1.75 * 9)} H620' stroke='#02050a' stroke-width='${n1(1 + i * 0.55)}' opacity='.6'/>`,
        )
        const joints = range(15).map(
          (i) =>
            `<path d='M${n1(270 + (i - 7) * 44)},490 L${n1(270 + (i - 7) * 200)},1060' stroke='#02050a' stroke-width='2.4' opacity='.45'/>`,
        )
        return `${rect(
          -70,
          480,
          680,
          570,
          `fill='${ink.lin([
            [0, '#22354a'],
            [1, '#070c15'],
          ])}'`,
        )}<g filter='${soft}'>${streaks.join('')}</g>${slabs.join('')}${joints.join('')}`
      },
      { y: 470, h: 590, k: 1 },
    )
    const walk = await walkCycle(ALAN, 5)
    const rings = await ringSprite('#d4e6f2')
    const drops = rippleField(50, 2.2, { x: 0, y: 520, w: 540, h: 420 }, 70, 9)
    const splash = [0.15, 0.7, 1.25, 1.8].map((s, i) => ({ x: 90 + i * 120, y: 792, at: s, size: 210 }))
    return (stage, t, p) => {
      const camera: Camera = { x: mix(-18, 18, p), zoom: 1.04 }
      draw(stage, back, { ...at(camera, 0.3) })
      draw(stage, floor, { ...at(camera, 1), ripple: (y) => Math.sin(y * 0.06 - t * 4) * 3 })
      const her = sprite(camera, 1, { x: mix(-80, 560, p), y: 800, scale: 5.4 })
      const step = frameOf(walk, t, 1.85)
      draw(
        stage,
        step,
        mirrored(her, 0.5, (y) => Math.sin(y * 0.09 + t * 7) * 5),
      )
      draw(stage, step, her)
      drawRipples(stage, rings, drops, t, camera, 0.3)
      drawRipples(stage, rings, splash, t, camera, 0.26, 0.8)
      rain(stage, t, { drops: 130, length: 60, speed: 1500, slant: -0.06, light: RAIN_LIGHT, seed: 2 })
    }
  },
}

/** A run of shop fronts between columns, for the tracking shot. */
function shopFronts(ink: Ink): string {
  const names = ['凉茶铺', '老唱片', '云吞面', '裁缝店', '旧书局'] as const
  const hues = ['#ffb35c', '#ffd28a', '#ff9d5c', '#a8e0d0', '#ffc46b'] as const
  const rng = seeded(21)
  const shops = names.map((name, i) => {
    const x = -80 + i * 330
    const hue = hues[i] ?? '#ffb35c'
    const glow = ink.rad(
      [
        [0, blend(hue, '#ffffff', 0.35)],
        [0.55, hue],
        [1, blend(hue, '#1a0d08', 0.82)],
      ],
      0.5,
      0.35,
      0.75,
    )
    const shelves = range(5).map((r) => {
      const y = 400 + r * 66
      const goods = range(9).map((g) =>
        rect(
          x + 50 + g * 25,
          y - 18 - rng() * 26,
          13 + rng() * 8,
          46,
          `rx='4' fill='${blend(['#5c2a12', '#243f3a', '#7a3b16', '#8c2a20'][Math.floor(rng() * 4)] ?? '#5c2a12', hue, rng() * 0.5)}'`,
        ),
      )
      return `${goods.join('')}${rect(x + 40, y + 24, 250, 6, "fill='#3a1c0e'")}`
    })
    return `${rect(x, 300, 330, 500, `fill='${glow}'`)}${shelves.join('')}${rect(
      x + 40,
      690,
      250,
      110,
      `fill='${ink.lin([
        [0, '#5a3018'],
        [1, '#1c0e08'],
      ])}'`,
    )}
      ${rect(
        x + 44,
        226,
        242,
        74,
        `rx='5' fill='${ink.lin([
          [0, '#3a1410'],
          [1, '#180806'],
        ])}' stroke='#c98f3c' stroke-width='3'`,
      )}
      <text x='${x + 165}' y='281' font-family='Noto Serif CJK SC' font-weight='900' font-size='50' letter-spacing='18' text-anchor='middle' fill='#ffd98f'>${name}</text>
      ${ink.glow(x + 165, 330, 190, '#fff0c0', 0.55, 0.7)}
      ${rect(
        x - 26,
        150,
        56,
        660,
        `fill='${ink.lin(
          [
            [0, '#1d2836'],
            [0.3, '#5c6670'],
            [0.75, '#2c3846'],
            [1, '#0f1620'],
          ],
          0,
          0,
          1,
          0,
        )}'`,
      )}${rect(x - 36, 200, 76, 26, "fill='#6b7078'")}${rect(x - 34, 770, 72, 40, "fill='#3a444e'")}`
  })
  return `${rect(
    -120,
    -90,
    1800,
    1140,
    `fill='${ink.lin([
      [0, '#070c14'],
      [0.2, '#152030'],
      [0.3, '#2c2a2a'],
      [0.75, '#14100f'],
      [1, '#0a0c12'],
    ])}'`,
  )}${shops.join('')}
    ${rect(
      -120,
      800,
      1800,
      260,
      `fill='${ink.lin([
        [0, '#6b4526'],
        [0.2, '#3a2a22'],
        [1, '#0b0d14'],
      ])}'`,
    )}
    ${range(34)
      .map(
        (i) => `<path d='M${i * 50 - 120},800 L${i * 74 - 520},1060' stroke='#120c0a' stroke-width='2' opacity='.6'/>`,
      )
      .join('')}${range(4)
      .map((i) => `<path d='M-120,${n1(818 + i ** 1.6 * 30)} H1680' stroke='#120c0a' stroke-width='2' opacity='.6'/>`)
      .join('')}`
}

export const tracking: Shot = {
  name: 'arcade',
  seconds: 2.6,
  grade: { ...NIGHT, vignette: 0.65 },
  caption: '那间铺，每晚只亮一盏灯',
  build: async () => {
    const shops = await layer(shopFronts, { x: -120, w: 1720, k: 1, texture: 0.16 })
    const posts = await layer(
      (ink) => {
        const soft = ink.blur(7)
        return `<g filter='${soft}'>${[0, 620, 1240]
          .map((x) =>
            rect(
              x,
              -60,
              120,
              1080,
              `fill='${ink.lin(
                [
                  [0, '#02040a'],
                  [0.5, '#0b1420'],
                  [0.9, '#274a6b'],
                  [1, '#02040a'],
                ],
                0,
                0,
                1,
                0,
              )}'`,
            ),
          )
          .join('')}</g>`
      },
      { x: -60, w: 1500, k: 0.5 },
    )
    const walk = await walkCycle(ALAN, 2.6)
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.02, 1.07, p) }
      const run = mix(0, 560, p)
      draw(stage, shops, { ...at(camera, 1), x: -run })
      const her = sprite(camera, 1, { x: mix(215, 285, p), y: 905, scale: 2.45 })
      const step = frameOf(walk, t, 1.9)
      draw(stage, step, mirrored(her, 0.28))
      draw(stage, step, her)
      draw(stage, posts, { ...at(camera, 1.3), x: 480 - run * 2.1 })
      rain(stage, t, { drops: 80, length: 70, speed: 1600, slant: -0.12, light: RAIN_LIGHT, seed: 14 })
    }
  },
}
