import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Clip, Shot } from '../engine/clip.ts'
import { mix, n1, ramp, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { rain } from '../engine/weather.ts'
import { blend, poly, rect, wash } from '../paint/ink.ts'
import { frameOf, umbrella, walkCycle } from '../paint/people.ts'
import { street } from '../paint/qilou.ts'
import { nightRainScore } from '../sound/scores.ts'
import { drawRipples, layer, mirrored, ringSprite, rippleField, titleLayer } from './common.ts'
import { above, NIGHT, roofs, tea } from './night-rain-2-opening.ts'
import { ALAN, MING } from './night-rain-cast.ts'

const vinyl: Shot = {
  name: 'vinyl',
  seconds: 2.1,
  grade: { ...NIGHT, lights: [18, 5, -10], bloom: 0.6 },
  build: async () => {
    const wood = await layer(
      (ink) => {
        const rng = seeded(3)
        const planks = range(9).map(
          (i) =>
            rect(-70, -90 + i * 130, 680, 126, `fill='${blend('#6a3416', '#3a1a0c', rng())}'`) +
            range(7)
              .map(
                () =>
                  `<path d='M-70,${n1(-80 + i * 130 + rng() * 110)} q180,${n1(rng() * 20 - 10)} 350,0 t340,0' stroke='#1c0a05' stroke-width='1.6' fill='none' opacity='.5'/>`,
              )
              .join(''),
        )
        return `${planks.join('')}${ink.glow(420, 160, 560, '#ffb45a', 0.55)}${rect(
          -70,
          -90,
          680,
          1140,
          `fill='${ink.lin([
            [0, '#000000', 0],
            [1, '#000000', 0.55],
          ])}'`,
        )}`
      },
      { texture: 0.26 },
    )
    const disc = await layer(
      (ink) => {
        const grooves = range(36).map(
          (i) =>
            `<circle r='${n1(104 + i * 4.3)}' fill='none' stroke='${i % 5 === 0 ? '#3a3a42' : '#1c1c22'}' stroke-width='${i % 9 === 0 ? 2.6 : 1.2}'/>`,
        )
        return `<circle r='268' fill='#08080b'/>${grooves.join('')}<circle r='94' fill='${ink.rad([
          [0, '#e8b040'],
          [0.7, '#c8382a'],
          [1, '#8a1a16'],
        ])}'/><circle r='78' fill='none' stroke='#ffd98a' stroke-width='2'/><g font-family='Noto Serif CJK SC' font-weight='900' fill='#ffe9bd' text-anchor='middle' font-size='30'><text y='-34'>骑楼</text><text y='62'>夜雨</text></g><circle r='9' fill='#0a0808'/>`
      },
      { x: -280, y: -280, w: 560, h: 560, k: 1.2 },
    )
    const shine = await layer(
      (ink) => {
        const f = ink.blur(10)
        return `<g filter='${f}'>${[35, 215].map((a) => `<path d='M0,0 L262,-46 A268,268 0 0 1 262,46Z' transform='rotate(${a})' fill='#ffe0b0' opacity='.5'/>`).join('')}</g>`
      },
      { x: -280, y: -280, w: 560, h: 560, k: 0.6, texture: 0 },
    )
    const arm = await layer(
      (ink) =>
        `<g filter='${ink.blur(9)}' opacity='.5'><path d='M14,30 L-90,350 L-150,420' fill='none' stroke='#000' stroke-width='22'/></g><circle r='52' fill='${ink.rad(
          [
            [0, '#fff0d0'],
            [0.4, '#b08a50'],
            [1, '#3a2410'],
          ],
        )}'/><path d='M0,0 L-104,320 L-164,392' fill='none' stroke='${ink.lin(
          [
            [0, '#fff4dc'],
            [0.5, '#c09a60'],
            [1, '#6a4a24'],
          ],
          0,
          0,
          1,
          0,
        )}' stroke-width='13' stroke-linejoin='round'/><path d='M-150,370 l-34,40 l20,20 l36,-36z' fill='#2a1a10' stroke='#d8b070' stroke-width='3'/><circle r='20' fill='#5a3a18'/>`,
      { x: -230, y: -80, w: 330, h: 540, k: 1.2 },
    )
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.22, 1.08, smooth(p)), x: mix(30, -10, p), y: mix(10, -20, p) }
      draw(stage, wood, at(camera, 0.8))
      const centre = { x: 236, y: 520 }
      draw(stage, disc, sprite(camera, 1, { ...centre, turn: t * 200 }))
      draw(stage, shine, { ...sprite(camera, 1, { ...centre, turn: wave(t, 0.55) * 3, alpha: 0.8 }), mode: 'screen' })
      draw(stage, arm, sprite(camera, 1.05, { x: 452, y: 196, turn: mix(-3, 3, p) + wave(t, 1.1) * 0.5 }))
    }
  },
}

const meet: Shot = {
  name: 'meet',
  seconds: 2.5,
  grade: { ...NIGHT, bloom: 0.9, threshold: 110 },
  caption: '“这首歌，我听过。”',
  build: async () => {
    const wall = await layer(
      (ink) => {
        const shutters = range(3).map((i) => {
          const x = -40 + i * 220
          return (
            rect(
              x,
              330,
              170,
              420,
              `fill='${ink.lin([
                [0, '#2a3850'],
                [1, '#131a2a'],
              ])}'`,
            ) +
            range(22)
              .map((r) => rect(x, 334 + r * 19, 170, 3, "fill='#0a0f1a'"))
              .join('') +
            `<path d='M${x - 12},334 Q${x + 85},210 ${x + 182},334Z' fill='#1b2438' stroke='#52607a' stroke-width='7'/>`
          )
        })
        return (
          wash(
            ink.lin([
              [0, '#0a0e1c'],
              [0.7, '#26304a'],
              [0.79, '#1a2136'],
              [1, '#080b14'],
            ]),
          ) +
          shutters.join('') +
          range(4)
            .map((i) =>
              rect(
                -78 + i * 220,
                120,
                44,
                640,
                `fill='${ink.lin(
                  [
                    [0, '#151c2e'],
                    [0.4, '#5a6888'],
                    [1, '#10162a'],
                  ],
                  0,
                  0,
                  1,
                  0,
                )}'`,
              ),
            )
            .join('') +
          rect(-70, 90, 680, 60, "fill='#3a4662'") +
          rect(-70, 150, 680, 10, "fill='#131a2c'")
        )
      },
      { texture: 0.2 },
    )
    const cone = await layer(
      (ink) =>
        `<g filter='${ink.blur(18)}'>${poly(
          [
            [250, 60],
            [290, 60],
            [500, 850],
            [40, 850],
          ],
          `fill='${ink.lin([
            [0, '#ffe2a0', 0.75],
            [0.8, '#ffb050', 0.28],
            [1, '#ff9a40', 0.1],
          ])}'`,
        )}<ellipse cx='270' cy='842' rx='250' ry='50' fill='#ffbe6a' opacity='.6'/></g>${ink.glow(270, 62, 120, '#fff2c8', 1)}`,
      { k: 0.6, texture: 0 },
    )
    const lampPost = await layer(
      () =>
        `<path d='M270,-90 V40' stroke='#04060c' stroke-width='7'/><path d='M226,66 Q230,30 270,28 Q310,30 314,66Z' fill='#0a0f1a' stroke='#4a5878' stroke-width='3'/>`,
      { texture: 0 },
    )
    const her = await walkCycle(ALAN, 1.9)
    const stand = await Promise.all([walkCycle(MING, 1.9, 0.07), walkCycle(ALAN, 1.9, 0.07)])
    const him = await walkCycle(MING, 1.9)
    const rings = await ringSprite('#ffdca8')
    const spots = rippleField(70, 2.5, { x: 20, y: 780, w: 500, h: 170 }, 44, 8)
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.0, 1.12, smooth(p)), y: mix(0, 14, p) }
      draw(stage, wall, at(camera, 0.8))
      draw(stage, lampPost, at(camera, 1))
      const stop = ramp(t, 1.2, 1.5)
      const way = smooth(Math.min(1, t / 1.5))
      const step = stop > 0.5 ? 0 : t
      const a = sprite(camera, 1, { x: mix(20, 186, way), y: 842, scale: 1.75 })
      const b = sprite(camera, 1, { x: mix(530, 366, way), y: 842, scale: 1.86, flip: true })
      for (const [cycle, place, still] of [
        [him, b, stand[0]],
        [her, a, stand[1]],
      ] as const) {
        const frame = stop > 0.5 ? still[2] : frameOf(cycle, step, 1.8)
        if (!frame) continue
        draw(
          stage,
          frame,
          mirrored(place, 0.3, (y) => Math.sin(y * 0.14 + t * 6) * 3),
        )
        draw(stage, frame, place)
      }
      draw(stage, cone, { ...at(camera, 1), mode: 'screen', alpha: 0.9 + 0.1 * wave(t, 2.7) })
      drawRipples(stage, rings, spots, t, camera, 0.25)
      rain(stage, t, { drops: 260, length: 36, speed: 1100, slant: -0.05, light: [124, 106, 80], seed: 12 })
    }
  },
}

const dawn: Shot = {
  name: 'dawn',
  seconds: 2.9,
  grade: { bloom: 0.6, threshold: 150, vignette: 0.4, grain: 1, shadows: [10, 6, 18], lights: [8, 2, -6] },
  build: async () => {
    const style = {
      horizon: 560,
      vanishX: 330,
      halfWidth: 2.5,
      near: 4,
      bays: 14,
      wall: ['#8a7f86', '#e8b9a4'] as const,
      trim: '#e6d8c8',
      lamp: '#ffd9a0',
      litShare: 0.18,
      seed: 71,
      signs: ['早茶', '肠粉', '照相'],
    }
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#6a86b8'],
            [0.3, '#b8b4cc'],
            [0.52, '#ffd2b0'],
            [0.6, '#ffe6c0'],
            [1, '#a88a8a'],
          ]),
        ) + ink.glow(330, 560, 300, '#fff2cc', 0.95),
    )
    const row = await layer((ink) => street(ink, style), { k: 1.2, texture: 0.2 })
    const wet = await layer(
      (ink) =>
        `<g filter='${ink.blur(2, 7)}'>${rect(
          -70,
          555,
          680,
          500,
          `fill='${ink.lin([
            [0, '#ffe6c0'],
            [1, '#8a86a0'],
          ])}'`,
        )}${street(ink, { ...style, mirror: true })}</g>${rect(-70, 555, 680, 500, "fill='#5a5468' opacity='.32'")}`,
      { y: 552, h: 510, k: 0.9 },
    )
    const post = await layer(
      (ink) =>
        `${rect(
          -60,
          -90,
          150,
          1140,
          `fill='${ink.lin(
            [
              [0, '#2a2430'],
              [0.7, '#6a5a62'],
              [1, '#3a3038'],
            ],
            0,
            0,
            1,
            0,
          )}'`,
        )}<g transform='translate(104,560) rotate(186) scale(1.5)'>${umbrella(ink, ['#6e0c12', '#f0443a'], '#ffd0a8')}</g><g transform='translate(176,600) rotate(172) scale(1.4)'>${umbrella(ink, ['#0c0f16', '#4a5668'], '#ffd0a8')}</g><path d='M60,420 H230' stroke='#2a2026' stroke-width='8' stroke-linecap='round'/>`,
      { texture: 0.2 },
    )
    const bead = await layer(
      (ink) =>
        `<path d='M0,-11 C4,-3 6,2 6,5 a6,6 0 0 1 -12,0 C-6,2 -4,-3 0,-11z' fill='${ink.lin([
          [0, '#ffffff', 0.5],
          [1, '#fff2d8'],
        ])}'/>`,
      { x: -10, y: -14, w: 20, h: 30, k: 1.6, texture: 0 },
    )
    const title = await titleLayer('骑楼夜雨', '第二集 留伞', '夜雨归人', 452, 90, '#fffaf0')
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.12, 1, smooth(p)), x: mix(16, -12, p) }
      draw(stage, sky, at(camera, 0.2))
      draw(stage, wet, { ...at(camera, 1), ripple: (y) => Math.sin(y * 0.08 - t * 2) * Math.max(0, y - 560) * 0.006 })
      draw(stage, row, at(camera, 1))
      draw(stage, post, { ...at(camera, 1.25), pivotX: 140, pivotY: 420 })
      for (const i of range(5)) {
        const fall = (t * 0.75 + i * 0.29) % 1
        draw(stage, bead, sprite(camera, 1.25, { x: 70 + i * 33, y: 690 + fall ** 2 * 330, alpha: 0.9 }))
      }
      draw(stage, title, { alpha: ramp(t, 0.6, 1.3), y: mix(8, 0, ramp(t, 0.6, 1.4)) })
    }
  },
}

export const nightRain2: Clip = {
  key: 'night-rain-02',
  crf: 31.5,
  shots: [roofs, tea, above, vinyl, meet, dawn],
  score: (seconds) => nightRainScore(seconds, 2),
}
