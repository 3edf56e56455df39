import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Clip, Shot } from '../engine/clip.ts'
import { mix, ramp, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { motes, wrap } from '../engine/weather.ts'
import { wash } from '../paint/ink.ts'
import { branches, kapok, type TreeTip } from '../paint/nature.ts'
import { frameOf, type Look, walkCycle } from '../paint/people.ts'
import { kapokScore } from '../sound/scores.ts'
import { layer, titleLayer } from './common.ts'
import { DAY, lane, lion, petalSprite, scatter, tree } from './kapok-opening.ts'

const macro: Shot = {
  name: 'macro',
  seconds: 2.3,
  grade: { ...DAY, bloom: 0.5, threshold: 170 },
  build: async () => {
    const back = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#3a8a9a'],
            [0.5, '#a8c890'],
            [1, '#e8d08a'],
          ]),
        ) +
        range(26)
          .map((i) =>
            ink.glow(
              ((i * 151) % 640) - 40,
              ((i * 211) % 1040) - 40,
              70 + ((i * 37) % 90),
              ['#ffb070', '#e8502e', '#fff4c8', '#5aa88a'][i % 4] ?? '#fff',
              0.7,
            ),
          )
          .join(''),
    )
    const twig = await layer(
      (ink) =>
        `<path d='M-80,900 C80,820 160,700 250,560 C300,480 380,420 640,330' fill='none' stroke='${ink.lin(
          [
            [0, '#5a3a2c'],
            [1, '#a8846a'],
          ],
          0,
          1,
          1,
          0,
        )}' stroke-width='46' stroke-linecap='round'/><path d='M-80,884 C80,804 150,690 240,548 C290,470 380,404 640,316' fill='none' stroke='#d8b48c' stroke-width='8' opacity='.5'/>${range(
          9,
        )
          .map((i) => `<path d='M${40 + i * 50},${800 - i * 46} l-14,-24 l26,6z' fill='#6a4a38'/>`)
          .join('')}`,
      { texture: 0.26 },
    )
    const bloom = await layer((ink) => kapok(ink, 0, 0, 250, 12, ['#ff9450', '#ec3a20', '#7a0e12']), {
      x: -270,
      y: -270,
      w: 540,
      h: 540,
      k: 1.2,
      texture: 0.2,
    })
    const bud = await layer(
      (ink) =>
        `<path d='M0,0 C-50,-20 -52,-104 0,-128 C52,-104 50,-20 0,0Z' fill='${ink.lin([
          [0, '#e8402a'],
          [0.5, '#a8281c'],
          [1, '#3a2a1c'],
        ])}'/><path d='M-40,-34 Q0,10 40,-34 Q30,14 0,16 Q-30,14 -40,-34Z' fill='#3a4a2c'/>`,
      { x: -60, y: -140, w: 120, h: 170, k: 1.2, texture: 0.2 },
    )
    const bee = await layer(
      (ink) =>
        `<ellipse rx='25' ry='16' fill='${ink.lin(
          [
            [0, '#3a2408'],
            [0.2, '#f0a82a'],
            [0.4, '#3a2408'],
            [0.6, '#f0a82a'],
            [0.8, '#3a2408'],
            [1, '#f0a82a'],
          ],
          0,
          0,
          1,
          0,
        )}'/><circle cx='26' cy='-3' r='12' fill='#2a1a0a'/><circle cx='30' cy='-6' r='3' fill='#fff'/>`,
      { x: -44, y: -30, w: 90, h: 60, k: 1.4 },
    )
    const wing = await layer(() => `<ellipse cx='-6' cy='-24' rx='13' ry='28' fill='#f4fbff' opacity='.7'/>`, {
      x: -30,
      y: -60,
      w: 60,
      h: 66,
      k: 1.2,
      texture: 0,
    })
    const dust = motes(40, 77)
    const speck = await layer((ink) => ink.glow(0, 0, 16, '#fff4c8', 1), {
      x: -18,
      y: -18,
      w: 36,
      h: 36,
      k: 1,
      texture: 0,
    })
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.02, 1.2, smooth(p)), x: mix(20, -10, p), y: mix(-10, 10, p) }
      const sway = wave(t, 0.4) * 3
      draw(stage, back, at(camera, 0.3))
      draw(stage, twig, { ...at(camera, 0.9), pivotX: -80, pivotY: 900, turn: sway * 0.5 })
      draw(stage, bud, sprite(camera, 0.95, { x: 452, y: 400 + sway * 3, turn: 38 + sway, scale: 1.1 }))
      draw(stage, bloom, sprite(camera, 1, { x: 268, y: 540 + sway * 2.4, turn: sway * 1.4, scale: 1 }))
      const bx = mix(620, 330, smooth(Math.min(1, p * 1.3))) + wave(t, 1.3) * 10
      const by = mix(260, 470, smooth(Math.min(1, p * 1.3))) + wave(t, 2.1) * 14
      for (const s of [-1, 1])
        draw(stage, wing, sprite(camera, 1.1, { x: bx, y: by - 6, turn: s * 24 + wave(t, 11, s * 0.2) * 26 }))
      draw(stage, bee, sprite(camera, 1.1, { x: bx, y: by, flip: true, turn: wave(t, 1.3) * 8 }))
      for (const m of dust)
        draw(stage, speck, {
          ...sprite(camera, 1, {
            x: wrap(m.x + t * 26 * m.z, -20, 560),
            y: wrap(m.y - t * 30 * m.z, -20, 980),
            scale: 0.3 + m.z * 0.8,
            alpha: 0.5 + 0.5 * wave(t, 0.8, m.phase),
          }),
          mode: 'screen',
        })
    }
  },
}

const GRANDMA: Look = {
  coat: ['#3a4a58', '#8aa0a8'],
  legs: '#3a3a44',
  hair: '#b8b4b0',
  skin: '#e0b08a',
  rim: '#fff0c8',
  bun: true,
  bag: '#a8502a',
}
const BOY: Look = { coat: ['#a8401c', '#f0a04a'], legs: '#2a4a6a', hair: '#1a1210', skin: '#e8b890', rim: '#fff0c8' }

const home: Shot = {
  name: 'home',
  seconds: 3,
  grade: { bloom: 0.6, threshold: 160, vignette: 0.45, grain: 1, shadows: [18, 4, 14], lights: [10, 2, -12] },
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#8a2f3a'],
            [0.28, '#d8603e'],
            [0.5, '#ffa85a'],
            [0.62, '#ffd890'],
            [0.68, '#e8a868'],
            [1, '#7a4a3c'],
          ]),
        ) +
        `<circle cx='250' cy='560' r='82' fill='#fff6d0'/>` +
        ink.glow(250, 560, 420, '#fff0b0', 0.9),
    )
    const hills = await layer(
      (ink) =>
        `<path d='M-80,640 Q60,540 200,620 T480,600 T640,620 V760 H-80Z' fill='${ink.lin([
          [0, '#d88a5a'],
          [1, '#c87850'],
        ])}'/><path d='M-80,690 Q120,630 300,680 T640,670 V800 H-80Z' fill='#a85c40'/>`,
    )
    const row = await Promise.all(
      [0, 1, 2].map((i) =>
        layer(
          (ink) => {
            const tips: TreeTip[] = []
            const x = [70, 470, -20][i] ?? 0
            const base = [760, 800, 920][i] ?? 0
            const size = [96, 128, 220][i] ?? 0
            const flower = [0.6, 0.8, 1.5][i] ?? 1
            const tone: readonly [string, string] = i === 2 ? ['#2a1210', '#8a3a20'] : ['#5a2a20', '#c8703a']
            const wood = branches(x, base, i === 1 ? -1.75 : -1.35, size, size * 0.17, 6, seeded(50 + i), tone, tips)
            const rng = seeded(9 + i)
            return (
              wood +
              tips
                .filter(() => rng() < 0.7)
                .map((q) => kapok(ink, q.x, q.y, q.size * flower, rng() * 72, ['#ff8a4a', '#d8321c', '#6a1010']))
                .join('')
            )
          },
          { x: -200, y: -100, w: 940, h: 1160, k: 1, texture: 0.2 },
        ),
      ),
    )
    const path = await layer(
      (ink) =>
        `<path d='M-80,750 L620,750 V1060 H-80Z' fill='${ink.lin([
          [0, '#c88a52'],
          [0.4, '#8a5236'],
          [1, '#3a1c18'],
        ])}'/><path d='M180,750 L320,750 L560,1060 L-120,1060Z' fill='${ink.lin([
          [0, '#ffdc9a'],
          [1, '#b87a4c'],
        ])}'/>${scatter(ink, 110, -60, 660, 765, 280, 5, 13, 5)}`,
      { y: 740, h: 320, texture: 0.24 },
    )
    const old = await walkCycle(GRANDMA, 1.6, 0.3)
    const boy = await walkCycle(BOY, 1.4, 0.4)
    const flower = await petalSprite()
    const falling = motes(14, 61)
    const title = await titleLayer('木棉花开', '第一集 归巷', '木棉花开', 452, 90, '#fff8e8')
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.0, 1.1, smooth(p)), x: mix(-10, 10, p) }
      draw(stage, sky, at(camera, 0.1))
      draw(stage, hills, at(camera, 0.3))
      draw(stage, path, at(camera, 0.8))
      draw(stage, row[0] ?? flower, at(camera, 0.6))
      draw(stage, row[1] ?? flower, at(camera, 0.8))
      const g = sprite(camera, 1, { x: mix(180, 330, p), y: 882, scale: 1.12 })
      const b = sprite(camera, 1, { x: mix(96, 256, p), y: 890 - Math.abs(wave(t, 1.5)) * 12, scale: 0.78 })
      for (const [cycle, place, pace] of [
        [old, g, 1.6],
        [boy, b, 2.3],
      ] as const) {
        const frame = frameOf(cycle, t, pace)
        draw(stage, frame, { ...place, scaleY: -(place.scaleY ?? 1) * 0.55, alpha: 0.3, mode: 'multiply' })
        draw(stage, frame, place)
      }
      draw(stage, row[2] ?? flower, { ...at(camera, 1.3), pivotX: -20, pivotY: 920, turn: wave(t, 0.2) * 0.8 })
      for (const m of falling)
        draw(
          stage,
          flower,
          sprite(camera, 1.1, {
            x: m.x + wave(t, 0.3, m.phase) * 30,
            y: wrap(m.y + t * (90 + m.z * 130), -60, 1020),
            scale: 0.18 + m.z * 0.36,
            turn: t * 140 * (m.phase - 0.5) + m.phase * 360,
          }),
        )
      draw(stage, title, { alpha: ramp(t, 0.6, 1.4), y: mix(8, 0, ramp(t, 0.6, 1.5)) })
    }
  },
}

export const kapokClip: Clip = { key: 'kapok-01', crf: 34.5, shots: [tree, lane, lion, macro, home], score: kapokScore }
