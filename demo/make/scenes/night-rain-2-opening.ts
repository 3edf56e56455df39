import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Shot } from '../engine/clip.ts'
import type { Grade } from '../engine/finish.ts'
import { mix, n1, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { motes, rain, wrap } from '../engine/weather.ts'
import { blocks, cantonTower } from '../paint/city.ts'
import { blend, type Ink, line, poly, rect, wash } from '../paint/ink.ts'
import { gaiwan, umbrellaTop } from '../paint/props.ts'
import { bokeh, drawRipples, layer, ringSprite, rippleField } from './common.ts'

export const NIGHT: Grade = {
  bloom: 0.7,
  threshold: 125,
  vignette: 0.5,
  grain: 1.2,
  shadows: [8, 4, 16],
  lights: [8, 2, -4],
}
const RAIN_LIGHT = [84, 96, 118] as const

/** One tiled gable roof seen from above its ridge. */
function roof(ink: Ink, x: number, y: number, w: number, tone: string, seed: number): string {
  const rng = seeded(seed)
  const h = w * 0.46
  const fill = ink.lin([
    [0, blend(tone, '#9fb8d8', 0.35)],
    [0.5, tone],
    [1, blend(tone, '#000000', 0.55)],
  ])
  const rows = range(Math.round(w / 13)).map((i) => {
    const t = i / Math.round(w / 13)
    return (
      line(
        x + w * (0.12 + 0.76 * t),
        y,
        x + w * t,
        y + h,
        `stroke='${blend(tone, '#000000', 0.45)}' stroke-width='3'`,
      ) +
      line(
        x + w * (0.12 + 0.76 * t) + 3,
        y,
        x + w * t + 3,
        y + h,
        `stroke='${blend(tone, '#b8d0ea', 0.3)}' stroke-width='1.3'`,
      )
    )
  })
  const wall = rect(
    x + w * 0.06,
    y + h,
    w * 0.88,
    w * 0.6,
    `fill='${ink.lin([
      [0, '#141a2a'],
      [1, '#0a0e18'],
    ])}'`,
  )
  const lit = range(4).map((i) =>
    rng() < 0.6
      ? rect(
          x + w * (0.14 + i * 0.2),
          y + h + w * 0.1,
          w * 0.11,
          w * 0.16,
          `fill='${rng() < 0.7 ? '#ffb861' : '#e8705a'}' opacity='.95'`,
        ) + ink.glow(x + w * (0.2 + i * 0.2), y + h + w * 0.18, w * 0.22, '#ff9a45', 0.5)
      : '',
  )
  return `${wall}${lit.join('')}${poly(
    [
      [x + w * 0.12, y],
      [x + w * 0.88, y],
      [x + w, y + h],
      [x, y + h],
    ],
    `fill='${fill}'`,
  )}${rows.join('')}
    <path d='M${n1(x + w * 0.08)},${n1(y - w * 0.05)} Q${n1(x + w * 0.5)},${n1(y + w * 0.02)} ${n1(x + w * 0.92)},${n1(y - w * 0.05)}' fill='none' stroke='${blend(tone, '#c0d4ea', 0.4)}' stroke-width='${n1(w * 0.035)}'/>
    ${rect(x, y + h - 3, w, 6, `fill='${blend(tone, '#c0d4ea', 0.35)}'`)}`
}

export const roofs: Shot = {
  name: 'roofs',
  seconds: 2.5,
  grade: NIGHT,
  caption: '第四夜，他留了一把伞',
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#0a0c20'],
            [0.3, '#24244e'],
            [0.5, '#6a4a6c'],
            [0.62, '#c27a62'],
            [1, '#1a1526'],
          ]),
        ) + ink.glow(382, 420, 330, '#ff8a70', 0.55),
    )
    const far = await layer((ink) =>
      blocks(ink, {
        base: 560,
        low: 50,
        high: 210,
        wall: ['#3a355c', '#6b4a66'],
        light: ['#ffd690', '#ffb070', '#a8d8ff'],
        litShare: 0.3,
        seed: 5,
      }),
    )
    const tower = await layer(
      (ink) =>
        ink.glow(382, 330, 260, '#ff5f8a', 0.5, 1.2) +
        cantonTower(ink, {
          x: 382,
          base: 566,
          height: 500,
          strands: ['#ff9a5a', '#ff6a7a', '#e85aa8', '#9a6aff', '#5ac8ff'],
          core: '#2a2044',
        }),
    )
    const rows = await Promise.all(
      [0, 1, 2].map((r) =>
        layer(
          (ink) =>
            range(5)
              .map((i) =>
                roof(
                  ink,
                  -150 + i * 170 - r * 60 + ((i * 37 + r * 53) % 50),
                  540 + r * 130 + ((i * 29) % 40),
                  150 + r * 62,
                  blend('#3a4464', '#10131f', r * 0.3),
                  r * 9 + i,
                ),
              )
              .join(''),
          { x: -200, w: 940, k: 1, texture: 0.2 },
        ),
      ),
    )
    const haze = await layer(
      (ink) =>
        rect(
          -70,
          470,
          680,
          220,
          `fill='${ink.lin([
            [0, '#c27a7a', 0],
            [0.5, '#b07a8a', 0.5],
            [1, '#6a4a6c', 0],
          ])}'`,
        ),
      { texture: 0.05 },
    )
    return (stage, t, p) => {
      const camera: Camera = { y: mix(-120, 40, smooth(p)), x: mix(-16, 16, p), zoom: mix(1.02, 1.08, p) }
      draw(stage, sky, at(camera, 0.1))
      draw(stage, tower, { ...at(camera, 0.22), alpha: 0.92 + 0.08 * wave(t, 0.8) })
      draw(stage, far, at(camera, 0.3))
      draw(stage, haze, at(camera, 0.35))
      for (const [i, row] of rows.entries()) draw(stage, row, at(camera, 0.55 + i * 0.3))
      rain(stage, t, { drops: 280, length: 26, speed: 950, slant: -0.12, light: RAIN_LIGHT, seed: 3 })
    }
  },
}

export const tea: Shot = {
  name: 'tea',
  seconds: 2.3,
  grade: { ...NIGHT, lights: [4, -2, -12], bloom: 0.32, threshold: 175 },
  build: async () => {
    const back = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#131428'],
            [0.5, '#3a2c3e'],
            [1, '#1a0e0c'],
          ]),
        ) + bokeh(ink, 30, ['#ff7a5a', '#ffc06a', '#6ab8ff', '#c88aff'], 12, { x: -40, y: 60, w: 620, h: 440 }, 46),
    )
    const frame = await layer(
      (ink) => {
        const wood = ink.lin(
          [
            [0, '#2a120a'],
            [0.5, '#5c2c16'],
            [1, '#1c0b06'],
          ],
          0,
          0,
          1,
          0,
        )
        const bars = [-20, 125, 270, 415, 560].map((x) => rect(x - 9, -90, 18, 660, `fill='${wood}'`))
        return `${bars.join('')}${[60, 250, 440].map((y) => rect(-70, y, 680, 15, "fill='#3a1a0d'")).join('')}${[125, 270, 415].map((x) => `<path d='M${x - 60},250 l60,-60 l60,60 l-60,60z' fill='none' stroke='#4a2211' stroke-width='10'/>`).join('')}`
      },
      { texture: 0.24 },
    )
    const table = await layer(
      (ink) => {
        const rng = seeded(8)
        const grain = range(60).map(() => {
          const y = 600 + rng() * 440
          return `<path d='M-70,${n1(y)} q170,${n1(rng() * 14 - 7)} 340,0 t340,0' fill='none' stroke='${rng() < 0.5 ? '#2a0f07' : '#8a4a24'}' stroke-width='${n1(1 + rng() * 2.5)}' opacity='.45'/>`
        })
        return `${rect(
          -70,
          590,
          680,
          470,
          `fill='${ink.lin([
            [0, '#8a4a22'],
            [0.3, '#5c2c14'],
            [1, '#200d07'],
          ])}'`,
        )}${grain.join('')}${ink.glow(300, 640, 360, '#ffb060', 0.5, 0.4)}`
      },
      { texture: 0.22 },
    )
    const cup = await layer((ink) => gaiwan(ink, ['#d8dcd8', '#98a8b0', '#2e3c48'], '#2f62a8'), {
      x: -200,
      y: -60,
      w: 400,
      h: 260,
      k: 1.6,
    })
    const wisp = await layer(
      (ink) =>
        `<g filter='${ink.blur(11)}'><path d='M0,0 C-44,-70 44,-120 0,-190 C-40,-250 30,-300 6,-360' fill='none' stroke='#ffeeda' stroke-width='26' stroke-linecap='round' opacity='.62'/></g>`,
      { x: -110, y: -420, w: 220, h: 470, k: 0.7, texture: 0 },
    )
    const bead = await layer(
      (ink) =>
        `<ellipse rx='7' ry='10' fill='${ink.lin([
          [0, '#202840', 0.7],
          [0.7, '#a8c0e0', 0.7],
          [1, '#fff4e0'],
        ])}'/>`,
      { x: -12, y: -14, w: 24, h: 28, k: 1.5, texture: 0 },
    )
    const beads = motes(46, 17)
    return (stage, t, p) => {
      const camera: Camera = { x: mix(26, -20, smooth(p)), zoom: mix(1.12, 1.03, p) }
      draw(stage, back, at(camera, 0.3))
      for (const m of beads) {
        const y = m.z > 0.7 ? wrap(m.y * 0.6 + t * 150 * m.z, -20, 580) : m.y * 0.6
        draw(stage, bead, sprite(camera, 0.55, { x: m.x, y, scale: 0.35 + m.z * 0.7, alpha: 0.85 }))
      }
      draw(stage, frame, at(camera, 0.6))
      draw(stage, table, at(camera, 0.9))
      draw(stage, cup, sprite(camera, 1, { x: 264, y: 650, scale: 1.22 }))
      for (const i of range(4)) {
        const life = (t * 0.42 + i * 0.25) % 1
        const place = sprite(camera, 1, {
          x: 264 + (i - 1.5) * 34,
          y: 662 - life * 150,
          scale: 0.72 + life * 0.5,
          alpha: Math.sin(life * Math.PI) * 0.55,
          flip: i % 2 === 0,
        })
        draw(stage, wisp, { ...place, mode: 'screen', ripple: (y) => Math.sin(y * 0.017 + t * 2.2 + i * 2) * 12 })
      }
    }
  },
}

export const above: Shot = {
  name: 'above',
  seconds: 2.6,
  grade: { ...NIGHT, bloom: 0.6 },
  caption: '红伞，黑伞',
  build: async () => {
    const ground = await layer(
      (ink) => {
        const rng = seeded(15)
        const slabs = range(11).flatMap((r) =>
          range(7).map((c) => {
            const tone = blend('#2c3a50', rng() < 0.3 ? '#51607a' : '#1a2334', rng())
            return rect(
              -110 + c * 128 - (r % 2) * 62,
              -120 + r * 116,
              122,
              110,
              `rx='6' fill='${ink.lin(
                [
                  [0, blend(tone, '#8aa0c0', 0.16)],
                  [1, blend(tone, '#000000', 0.3)],
                ],
                0,
                0,
                1,
                1,
              )}'`,
            )
          }),
        )
        const pools = range(6).map(() =>
          ink.glow(rng() * 540, rng() * 960, 120 + rng() * 120, rng() < 0.5 ? '#ffab5a' : '#5a8ad0', 0.34, 0.6),
        )
        return wash('#0b101a') + slabs.join('') + pools.join('')
      },
      { x: -110, w: 780, texture: 0.3 },
    )
    const red = await layer((ink) => umbrellaTop(ink, '#ff5a48', '#8e1016'), {
      x: -165,
      y: -165,
      w: 330,
      h: 330,
      k: 1.3,
      texture: 0.2,
    })
    const black = await layer((ink) => umbrellaTop(ink, '#56667c', '#10151f'), {
      x: -165,
      y: -165,
      w: 330,
      h: 330,
      k: 1.3,
      texture: 0.2,
    })
    const shadow = await layer((ink) => ink.glow(0, 0, 230, '#000000', 1), {
      x: -240,
      y: -240,
      w: 480,
      h: 480,
      k: 0.5,
      texture: 0,
    })
    const rings = await ringSprite('#b8d0ee')
    const spots = rippleField(120, 2.6, { x: -20, y: -20, w: 580, h: 1000 }, 46, 6)
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.0, 1.14, smooth(p)) }
      const turn = mix(-4, 5, p)
      draw(stage, ground, { ...at(camera, 1), turn })
      drawRipples(stage, rings, spots, t, camera, 1, 0.7)
      const near = smooth(p * 1.15)
      const a = { x: mix(40, 196, near), y: mix(1010, 570, near) + wave(t, 1.9) * 4 }
      const b = { x: mix(520, 356, near), y: mix(-80, 372, near) + wave(t, 1.7) * 4 }
      for (const q of [a, b]) draw(stage, shadow, sprite(camera, 1, { x: q.x + 46, y: q.y + 60, alpha: 0.8 }))
      draw(stage, black, sprite(camera, 1, { ...b, scale: 1.16, turn: -p * 40 + wave(t, 1.7) * 3 }))
      draw(stage, red, sprite(camera, 1, { ...a, scale: 1.06, turn: p * 52 + wave(t, 1.9) * 3 }))
      rain(stage, t, { drops: 110, length: 15, speed: 800, slant: 0.2, light: [120, 134, 156], seed: 9 })
    }
  },
}
