import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Clip, Shot } from '../engine/clip.ts'
import { mix, ramp, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { motes, wrap } from '../engine/weather.ts'
import { blend, line, rect, wash } from '../paint/ink.ts'
import { pazhouScore } from '../sound/scores.ts'
import { glints, layer, titleLayer } from './common.ts'
import { glassTower, leaves, towers, tram } from './pazhou-opening.ts'

const studio: Shot = {
  name: 'studio',
  seconds: 2.5,
  grade: { bloom: 0.6, threshold: 140, vignette: 0.5, grain: 1, shadows: [2, 10, 16], lights: [2, 4, 4] },
  caption: '剪到天亮的年轻人',
  build: async () => {
    const room = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#0c2028'],
            [0.6, '#184048'],
            [1, '#08161c'],
          ]),
        ) + ink.glow(270, 360, 460, '#4ae0d0', 0.35),
    )
    const screen = await layer((ink) => {
      const pictures = range(6).map((i) => {
        const x = 34 + (i % 3) * 164
        const y = 130 + Math.floor(i / 3) * 216
        const a = ['#f08a5a', '#4aa8c8', '#e8c04a', '#8a6ad8', '#5ac88a', '#e85a7a'][i] ?? '#fff'
        return `${rect(
          x,
          y,
          152,
          200,
          `rx='6' fill='${ink.lin([
            [0, blend(a, '#ffffff', 0.4)],
            [0.6, a],
            [1, blend(a, '#0a1020', 0.7)],
          ])}'`,
        )}<circle cx='${x + 50 + ((i * 29) % 60)}' cy='${y + 60}' r='22' fill='#fff6dc' opacity='.8'/><path d='M${x},${y + 150} q38,-${40 + ((i * 17) % 40)} 76,-6 t76,-14 v70 h-152z' fill='${blend(a, '#0a1020', 0.75)}'/>`
      })
      return `${rect(14, 110, 512, 466, "rx='12' fill='#061016' stroke='#2a6a70' stroke-width='4'")}${pictures.join('')}`
    })
    const tracks = await layer(
      (ink) => {
        const rng = seeded(4)
        return range(4)
          .map((r) => {
            let x = -40
            let out = ''
            while (x < 1300) {
              const w = 40 + rng() * 120
              const c = ['#3ac8c0', '#f0a04a', '#e85a6a', '#7a8af0'][r] ?? '#fff'
              out +=
                rect(
                  x,
                  606 + r * 34,
                  w - 4,
                  28,
                  `rx='4' fill='${ink.lin([
                    [0, c],
                    [1, blend(c, '#0a1420', 0.55)],
                  ])}'`,
                ) +
                range(Math.floor(w / 6))
                  .map((k) =>
                    line(
                      x + 4 + k * 6,
                      620 + r * 34 - rng() * 10,
                      x + 4 + k * 6,
                      620 + r * 34 + rng() * 10,
                      "stroke='#fff' stroke-width='2' opacity='.5'",
                    ),
                  )
                  .join('')
              x += w
            }
            return out
          })
          .join('')
      },
      { x: -40, y: 596, w: 1340, h: 150, k: 1 },
    )
    const desk = await layer(
      (ink) =>
        `${rect(
          -70,
          790,
          680,
          280,
          `fill='${ink.lin([
            [0, '#2a5a60'],
            [0.1, '#16343c'],
            [1, '#060e12'],
          ])}'`,
        )}${rect(
          380,
          730,
          54,
          66,
          `rx='8' fill='${ink.lin(
            [
              [0, '#f0b060'],
              [1, '#8a4a24'],
            ],
            0,
            0,
            1,
            0,
          )}'`,
        )}`,
    )
    const editor = await layer(
      (ink) =>
        `<path d='M40,1060 C46,880 110,800 200,772 C230,764 236,750 236,720 H316 C316,750 322,764 352,772 C440,800 500,880 506,1060Z' fill='${ink.lin(
          [
            [0, '#16424c'],
            [0.4, '#0a1a22'],
            [1, '#050c10'],
          ],
        )}'/><ellipse cx='276' cy='650' rx='82' ry='98' fill='#070d12'/><path d='M186,650 C176,520 376,520 366,650' fill='none' stroke='#0c161c' stroke-width='22'/><path d='M194,600 C210,530 342,530 358,600' fill='none' stroke='#6af0e0' stroke-width='4' opacity='.8'/><rect x='170' y='626' width='34' height='74' rx='15' fill='#10242c' stroke='#4ad0c8' stroke-width='3'/><rect x='348' y='626' width='34' height='74' rx='15' fill='#10242c' stroke='#4ad0c8' stroke-width='3'/><path d='M60,980 C80,880 130,820 206,790 M490,980 C470,880 420,820 346,790' fill='none' stroke='#5ae8dc' stroke-width='3.5' opacity='.6'/>`,
      { k: 1.1 },
    )
    const head = await layer(
      () => `${rect(-2, 592, 4, 158, "fill='#fff4e0'")}<path d='M-12,586 h24 l-12,18z' fill='#fff4e0'/>`,
      { x: -16, y: 580, w: 32, h: 176, k: 1.2, texture: 0 },
    )
    const flash = await layer((ink) => ink.glow(270, 340, 330, '#ffffff', 0.6), { k: 0.5, texture: 0 })
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.14, 1.0, smooth(p)), x: mix(-20, 14, p) }
      draw(stage, room, at(camera, 0.4))
      draw(stage, screen, at(camera, 0.8))
      const base = at(camera, 0.8)
      draw(stage, tracks, { ...base, x: (base.x ?? 0) - t * 150 - 60 })
      draw(stage, head, sprite(camera, 0.8, { x: 300, y: 0 }))
      draw(stage, flash, { ...base, mode: 'screen', alpha: 0.35 + 0.35 * Math.abs(wave(t, 0.9)) })
      draw(stage, desk, at(camera, 1))
      draw(stage, editor, { ...at(camera, 1.1), y: wave(t, 0.5) * 4, turn: wave(t, 0.35) * 0.9 })
    }
  },
}

/** 明, bright, as drones would write it. */
const GLYPH = [
  '11110111110',
  '10010100010',
  '10010100010',
  '11110111110',
  '10010100010',
  '10010111110',
  '11110100010',
  '00001100010',
  '00001000010',
  '00010000110',
] as const

const drones: Shot = {
  name: 'drones',
  seconds: 3.2,
  grade: { bloom: 1.1, threshold: 100, vignette: 0.45, grain: 1, shadows: [0, 10, 22], lights: [0, 2, 6] },
  build: async () => {
    const sky = await layer((ink) =>
      wash(
        ink.lin([
          [0, '#02121c'],
          [0.45, '#0a3a48'],
          [0.72, '#2a8a8a'],
          [0.8, '#8ac8a8'],
          [1, '#04141a'],
        ]),
      ),
    )
    const skyline = await layer(
      (ink) =>
        range(9)
          .map((i) =>
            glassTower(ink, -90 + i * 78, 850, 66, 90 + ((i * 83) % 190), ['#1a6a78', '#0e4454', '#062430'], i + 200),
          )
          .join(''),
      { texture: 0.16 },
    )
    const river = await layer(
      (ink) =>
        rect(
          -70,
          846,
          680,
          220,
          `fill='${ink.lin([
            [0, '#3a9a98'],
            [1, '#031018'],
          ])}'`,
        ),
      { y: 840, h: 220 },
    )
    const lightDot = await layer((ink) => `${ink.glow(0, 0, 22, '#8affe8', 1)}<circle r='3.4' fill='#ffffff'/>`, {
      x: -24,
      y: -24,
      w: 48,
      h: 48,
      k: 1.3,
      texture: 0,
    })
    const warmDot = await layer((ink) => `${ink.glow(0, 0, 22, '#ffb05a', 1)}<circle r='3.4' fill='#fff6e0'/>`, {
      x: -24,
      y: -24,
      w: 48,
      h: 48,
      k: 1.3,
      texture: 0,
    })
    const targets = GLYPH.flatMap((row, y) =>
      [...row].flatMap((c, x) =>
        c === '1'
          ? [
              [84 + x * 28, 190 + y * 36] as const,
              [x % 2 ? 98 + x * 28 : 84 + x * 28, x % 2 ? 190 + y * 36 : 208 + y * 36] as const,
            ]
          : [],
      ),
    )
    const ringTargets = range(64).map(
      (i) => [222 + Math.cos((i / 64) * 6.283) * 206, 352 + Math.sin((i / 64) * 6.283) * 232] as const,
    )
    const all = [...targets, ...ringTargets]
    const start = motes(all.length, 23)
    const title = await titleLayer('琶洲明天', '预告', '琶洲明天', 484, 380, '#eafff8', 52)
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.0, 1.07, smooth(p)), y: mix(14, -10, p) }
      draw(stage, sky, at(camera, 0.1))
      draw(stage, skyline, at(camera, 0.5))
      draw(stage, river, { ...at(camera, 0.5), ripple: (y) => Math.sin(y * 0.2 + t * 4) * 4 })
      glints(stage, t, {
        top: 852,
        bottom: 960,
        count: 240,
        colour: [60, 150, 140],
        centre: 250,
        spread: 300,
        seed: 13,
      })
      for (const [i, m] of start.entries()) {
        const goal = all[i]
        if (!goal) continue
        const join = ramp(t, 0.1 + m.phase * 0.8, 1.1 + m.phase * 0.8)
        const x = mix(m.x + wave(t, 0.3, m.phase) * 30, goal[0], join) + wave(t, 0.7, m.z) * 2
        const y = mix(700 + m.z * 130 - t * 20, goal[1], join) + wave(t, 0.6, m.phase) * 2
        const ring = i >= targets.length
        const place = sprite(camera, 0.8, { x, y, scale: 0.7 + 0.3 * m.z, alpha: 0.75 + 0.25 * wave(t, 2, m.z) })
        draw(stage, ring ? warmDot : lightDot, { ...place, mode: 'screen' })
        draw(stage, ring ? warmDot : lightDot, {
          ...place,
          y: 1700 - (place.y ?? 0) * 0.6 - 620,
          alpha: 0.16,
          mode: 'screen',
        })
      }
      draw(stage, title, { alpha: ramp(t, 1.5, 2.2), y: wrap(0, -1, 1) })
    }
  },
}

export const pazhou: Clip = {
  key: 'pazhou-tomorrow',
  crf: 31,
  shots: [towers, tram, leaves, studio, drones],
  score: pazhouScore,
}
