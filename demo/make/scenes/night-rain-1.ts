import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Clip, Shot } from '../engine/clip.ts'
import { mix, n1, ramp, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { rain } from '../engine/weather.ts'
import { blend, rect, wash } from '../paint/ink.ts'
import { profile, umbrella } from '../paint/people.ts'
import { lantern } from '../paint/props.ts'
import { nightRainScore } from '../sound/scores.ts'
import { bokeh, layer, titleLayer } from './common.ts'
import { NEON, NIGHT, RAIN_LIGHT, steps, tracking, wide } from './night-rain-1-opening.ts'

const lamp: Shot = {
  name: 'lantern',
  seconds: 2.0,
  grade: { ...NIGHT, bloom: 1, lights: [16, 4, -10] },
  build: async () => {
    const back = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#0b1524'],
            [0.5, '#1d3148'],
            [1, '#0a1019'],
          ]),
        ) +
        bokeh(ink, 40, ['#ff6f5a', '#ffb45c', '#4cc8f0', '#ffe0a0'], 30, { x: -60, y: 380, w: 660, h: 560 }, 40) +
        ink.glow(270, 470, 420, '#ff8a3a', 0.45),
    )
    const eaves = await layer((ink) => {
      const tiles = range(15).map((i) => {
        const x = -60 + i * 46
        const body = ink.lin(
          [
            [0, '#05090f'],
            [0.4, '#2b3c4e'],
            [0.6, '#50687c'],
            [1, '#070c12'],
          ],
          0,
          0,
          1,
          0,
        )
        return `${rect(x, -80, 40, 250, `fill='${body}'`)}<path d='M${x},168 a20,22 0 0 0 40,0z' fill='${blend('#1c2a38', '#ffb060', 0.35)}' stroke='#0a1018' stroke-width='3'/><path d='M${x + 40},150 q3,22 6,0' stroke='#0a1018' stroke-width='6' fill='none'/>`
      })
      return `${rect(-70, -90, 680, 240, "fill='#070c13'")}${tiles.join('')}${rect(-70, 120, 680, 10, "fill='#0a1119'")}`
    })
    const silk = await layer(
      (ink) => ink.glow(0, 90, 200, '#ff9440', 0.8) + lantern(ink, ['#ffb04a', '#e23a22', '#6e0c10'], '雨'),
      { x: -210, y: -10, w: 420, h: 330, k: 2.1 },
    )
    const halo = await layer((ink) => ink.glow(0, 0, 330, '#ff8a3a', 0.5), {
      x: -340,
      y: -340,
      w: 680,
      h: 680,
      k: 0.5,
      texture: 0,
    })
    const bead = await layer(
      (ink) =>
        `<path d='M0,-13 C5,-4 7,2 7,6 a7,7 0 0 1 -14,0 C-7,2 -5,-4 0,-13z' fill='${ink.lin([
          [0, '#bcd8ea', 0.4],
          [1, '#ffe2b8'],
        ])}'/>`,
      { x: -12, y: -18, w: 24, h: 36, k: 1.6, texture: 0 },
    )
    return (stage, t, p) => {
      const camera: Camera = { y: mix(26, -16, smooth(p)), zoom: mix(1.1, 1.02, p) }
      draw(stage, back, at(camera, 0.3))
      const swing = wave(t, 0.42) * 7 + wave(t, 0.9, 0.2) * 1.5
      const flicker = 0.8 + 0.12 * wave(t, 3.1) + 0.08 * wave(t, 7.3)
      const far = sprite(camera, 0.6, { x: 452, y: 130, scale: 0.95, turn: -swing * 0.7 })
      draw(stage, silk, { ...far, alpha: 0.75 })
      const hang = sprite(camera, 1, { x: 226, y: 130, scale: 2.05, turn: swing })
      draw(stage, halo, { ...sprite(camera, 1, { x: 226 - swing * 5, y: 320, alpha: flicker }), mode: 'screen' })
      draw(stage, silk, hang)
      draw(stage, eaves, at(camera, 1.1))
      for (const i of range(13)) {
        const fall = (t * 0.9 + i * 0.37) % 1
        draw(stage, bead, sprite(camera, 1.1, { x: 7 + i * 46, y: 196 + fall ** 2 * 860, scale: 0.9, alpha: 0.95 }))
      }
      rain(stage, t, { drops: 170, length: 44, speed: 1250, slant: -0.05, light: [120, 92, 66], seed: 31 })
    }
  },
}

const glassWindow: Shot = {
  name: 'window',
  seconds: 2.3,
  grade: { ...NIGHT, bloom: 0.85 },
  caption: '他也在等雨停',
  build: async () => {
    const panes = ['#c8322b', '#e0a030', '#2f8f86', '#2b5fa8', '#7b3b8c', '#d86a2c'] as const
    const frame = { x: 74, y: 190, w: 392, h: 560 }
    const inside = await layer((ink) =>
      wash(
        ink.rad(
          [
            [0, '#fff0c4'],
            [0.35, '#ffc46a'],
            [0.8, '#b85a22'],
            [1, '#4a1c10'],
          ],
          0.5,
          0.42,
          0.6,
        ),
      ),
    )
    const man = await layer((ink) => {
      const soft = ink.blur(2.2)
      return `<g filter='${soft}' fill='#1a0d0a'><ellipse cx='300' cy='394' rx='44' ry='54'/><path d='M258,392 C250,330 290,318 318,330 C352,340 350,380 342,398 C330,366 300,358 258,392Z'/><path d='M282,430 h36 v42 C372,488 404,530 412,780 H176 C186,540 220,490 282,472Z'/><path d='M190,620 C150,600 146,560 170,520 L196,540 C184,566 196,580 224,592Z'/><ellipse cx='176' cy='512' rx='20' ry='18'/></g>`
    })
    const lattice = await layer(
      (ink) => {
        const cells: string[] = []
        const rng = seeded(5)
        for (const r of range(7)) {
          for (const c of range(5)) {
            const x = frame.x + (c * frame.w) / 5
            const y = frame.y + (r * frame.h) / 7
            const w = frame.w / 5
            const h = frame.h / 7
            const edge = r === 0 || r === 6 || c === 0 || c === 4
            const hue = panes[Math.floor(rng() * panes.length)] ?? '#c8322b'
            if (edge)
              cells.push(
                rect(
                  x,
                  y,
                  w,
                  h,
                  `fill='${ink.rad(
                    [
                      [0, hue, 0.62],
                      [1, blend(hue, '#000000', 0.45), 0.92],
                    ],
                    0.5,
                    0.5,
                    0.75,
                  )}'`,
                ),
              )
            const cx = x + w / 2
            const cy = y + h / 2
            cells.push(
              `<path d='M${n1(x)},${n1(cy)} L${n1(cx)},${n1(y)} L${n1(x + w)},${n1(cy)} L${n1(cx)},${n1(y + h)}Z' fill='${edge ? (panes[Math.floor(rng() * panes.length)] ?? hue) : 'none'}' fill-opacity='.5' stroke='#1c0d08' stroke-width='4'/><rect x='${n1(x)}' y='${n1(y)}' width='${n1(w)}' height='${n1(h)}' fill='none' stroke='#241009' stroke-width='7'/>`,
            )
          }
        }
        return cells.join('')
      },
      { texture: 0.2 },
    )
    const wall = await layer(
      (ink) => {
        const rng = seeded(77)
        const bricks = range(46).flatMap((r) =>
          range(12).map((c) =>
            rect(
              -70 + c * 60 - (r % 2) * 30,
              -90 + r * 25,
              57,
              22,
              `fill='${blend('#33414e', rng() < 0.5 ? '#1c2733' : '#4a5158', rng())}'`,
            ),
          ),
        )
        const hole = `M-80,-100 H620 V1060 H-80Z M${frame.x},${frame.y} V${frame.y + frame.h} H${frame.x + frame.w} V${frame.y}Z`
        const id = ink.clip(`${hole}`)
        return `<g clip-path='${id}' style='clip-rule:evenodd'><path d='${hole}' fill-rule='evenodd' fill='#121b26'/></g><g clip-path='${ink.clip(`M-80,-100 H620 V${frame.y - 30} H-80Z M-80,${frame.y - 40} H${frame.x - 26} V1060 H-80Z M${frame.x + frame.w + 26},${frame.y - 40} H620 V1060 H${frame.x + frame.w}Z M-80,${frame.y + frame.h + 20} H620 V1060 H-80Z`)}'>${bricks.join('')}</g>
        <path d='M${frame.x - 26},${frame.y - 34} H${frame.x + frame.w + 26} V${frame.y + frame.h + 30} H${frame.x - 26}Z M${frame.x},${frame.y} V${frame.y + frame.h} H${frame.x + frame.w} V${frame.y}Z' fill-rule='evenodd' fill='${ink.lin(
          [
            [0, '#7d8288'],
            [0.5, '#5a646c'],
            [1, '#39434c'],
          ],
        )}'/>
        <path d='M40,156 Q270,40 500,156Z' fill='${ink.lin([
          [0, '#8a8f92'],
          [1, '#4c565f'],
        ])}' stroke='#29333c' stroke-width='5'/><circle cx='270' cy='118' r='24' fill='#39444e'/>
        ${rect(
          30,
          780,
          480,
          40,
          `fill='${ink.lin([
            [0, '#8b8f90'],
            [1, '#333d46'],
          ])}'`,
        )}${range(8)
          .map((i) => `<path d='M${62 + i * 58},820 q-18,60 0,110 q18,-50 0,-110z' fill='#5a646b'/>`)
          .join('')}${rect(30, 930, 480, 30, "fill='#4c565e'")}`
      },
      { texture: 0.24 },
    )
    const spill = await layer((ink) => ink.glow(270, 470, 480, '#ff9a4a', 0.5), { k: 0.5, texture: 0 })
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.0, 1.16, smooth(p)), x: mix(-10, 10, p) }
      const on = ramp(t, 0.35, 0.45) * (0.5 + 0.5 * ramp(t, 0.6, 0.7)) * (0.96 + 0.04 * wave(t, 5))
      draw(stage, inside, { ...at(camera, 0.9), alpha: 0.12 + 0.88 * on })
      draw(stage, man, { ...at(camera, 0.92), x: mix(60, -14, smooth(p)) - mix(-10, 10, p) })
      draw(stage, lattice, at(camera, 1))
      draw(stage, wall, at(camera, 1))
      draw(stage, spill, { ...at(camera, 1), alpha: on, mode: 'screen' })
      rain(stage, t, { drops: 200, length: 40, speed: 1200, slant: -0.07, light: RAIN_LIGHT, seed: 41 })
    }
  },
}

const face: Shot = {
  name: 'face',
  seconds: 2.8,
  grade: { ...NIGHT, bloom: 0.8 },
  build: async () => {
    const back = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#0c1728'],
            [0.45, '#2a4258'],
            [1, '#080e18'],
          ]),
        ) + bokeh(ink, 46, NEON, 51, { x: -60, y: 60, w: 660, h: 820 }, 50),
    )
    const shade = await layer(
      (ink) =>
        `<g transform='translate(190,330) rotate(-9) scale(4.3)'>${umbrella(ink, ['#57090f', '#f2433a'], '#ffb08a')}</g>`,
      { texture: 0.18 },
    )
    const her = await layer(
      (ink) =>
        profile(
          ink.lin(
            [
              [0, '#1a2231'],
              [0.5, '#08090f'],
              [1, '#04050a'],
            ],
            1,
            0,
            0,
            0,
          ),
          ink.lin(
            [
              [0, '#5a3a35'],
              [0.55, '#b98066'],
              [1, '#ffcfa0'],
            ],
            0,
            0,
            1,
            0,
          ),
          ink.lin(
            [
              [0, '#0d1522'],
              [1, '#3a5672'],
            ],
            0,
            0,
            1,
            0,
          ),
          '#ffc48c',
        ),
      { k: 1.2 },
    )
    const title = await titleLayer('骑楼夜雨', '第一集 归人', '夜雨归人', 448, 120)
    return (stage, t, p) => {
      const camera: Camera = { x: mix(-26, 22, smooth(p)), zoom: mix(1.1, 1.03, p) }
      draw(stage, back, at(camera, 0.4))
      draw(stage, shade, { ...at(camera, 0.9), pivotX: 190, pivotY: 700, turn: wave(t, 0.22) * 2.4 })
      draw(stage, her, { ...at(camera, 1), pivotX: 200, pivotY: 900, turn: mix(2.5, -2.5, smooth(p)) })
      rain(stage, t, { drops: 150, length: 60, speed: 1350, slant: -0.06, light: RAIN_LIGHT, seed: 61 })
      draw(stage, title, { alpha: ramp(t, 0.7, 1.5), y: mix(8, 0, ramp(t, 0.7, 1.6)) })
    }
  },
}

export const nightRain1: Clip = {
  key: 'night-rain-01',
  crf: 33,
  shots: [wide, steps, tracking, lamp, glassWindow, face],
  score: (seconds) => nightRainScore(seconds, 1),
}
