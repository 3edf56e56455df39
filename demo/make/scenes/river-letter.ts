import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Clip, Shot } from '../engine/clip.ts'
import { mix, n1, ramp, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { motes, wrap } from '../engine/weather.ts'
import { blocks, cantonTower, steelBridge } from '../paint/city.ts'
import { line, poly, rect, wash } from '../paint/ink.ts'
import { riverScore } from '../sound/scores.ts'
import { drawRipples, glints, layer, ringSprite, rippleField, titleLayer } from './common.ts'
import { deck, dusk, letter } from './river-letter-opening.ts'

const bridge: Shot = {
  name: 'bridge',
  seconds: 2.6,
  grade: { bloom: 0.85, threshold: 120, vignette: 0.5, grain: 1, shadows: [4, 6, 22], lights: [6, 2, -2] },
  caption: '船过海珠桥',
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#070d2a'],
            [0.35, '#18306a'],
            [0.6, '#4a6aa8'],
            [0.7, '#a88aa8'],
            [1, '#0a1430'],
          ]),
        ) +
        range(70)
          .map(
            (i) =>
              `<circle cx='${((i * 97) % 600) - 30}' cy='${((i * 53) % 420) - 40}' r='${0.8 + (i % 3) * 0.5}' fill='#fff' opacity='.7'/>`,
          )
          .join('') +
        `<circle cx='120' cy='170' r='40' fill='#fff4d8'/>` +
        ink.glow(120, 170, 190, '#ffe8b8', 0.5),
    )
    const city = await layer((ink) =>
      blocks(ink, {
        base: 610,
        low: 40,
        high: 190,
        wall: ['#142448', '#24386a'],
        light: ['#ffe0a0', '#ffb070', '#8ad0ff', '#ff8ab0'],
        litShare: 0.4,
        seed: 91,
      }),
    )
    const span = await layer(
      (ink) =>
        steelBridge(ink, -160, 500, 430, ['#2a4a78', '#a8d0ff']) +
        range(26)
          .map((i) => ink.glow(-160 + i * 52, 496, 26, '#ffd27a', 0.95))
          .join('') +
        range(25)
          .map((i) => ink.glow(-160 + i * 43, 500 - 112 * Math.abs(Math.sin((i / 10) * Math.PI)), 17, '#8ad8ff', 0.9))
          .join(''),
      { x: -260, w: 1240, k: 1.1 },
    )
    const water = await layer(
      (ink) =>
        rect(
          -70,
          605,
          680,
          460,
          `fill='${ink.lin([
            [0, '#5a6aa0'],
            [0.2, '#243a72'],
            [1, '#060c22'],
          ])}'`,
        ),
      { y: 600, h: 460 },
    )
    const bow = await layer(
      (ink) =>
        `${poly(
          [
            [-80, 1060],
            [60, 860],
            [300, 806],
            [520, 880],
            [630, 1060],
          ],
          `fill='${ink.lin([
            [0, '#e8d8c0'],
            [0.2, '#6a6a80'],
            [1, '#12162c'],
          ])}'`,
        )}<path d='M50,868 L300,812 L530,888' fill='none' stroke='#ffd9a0' stroke-width='7'/>${range(7)
          .map((i) =>
            line(
              70 + i * 72,
              862 - Math.min(i, 6.2 - i) * 12,
              70 + i * 72,
              770 - Math.min(i, 6.2 - i) * 8,
              "stroke='#d8d0d8' stroke-width='5'",
            ),
          )
          .join(
            '',
          )}<path d='M60,772 Q290,716 520,774' fill='none' stroke='#f0e8e8' stroke-width='7'/>${ink.glow(300, 730, 90, '#ffd27a', 0.9)}${rect(293, 716, 14, 30, "fill='#fff2c8'")}`,
      { texture: 0.16 },
    )
    return (stage, t, p) => {
      const camera: Camera = { y: wave(t, 0.3) * 5 }
      const flow = (y: number): number => Math.sin(y * 0.12 - t * 5) * (y - 600) * 0.024
      draw(stage, sky, at(camera, 0.1))
      draw(stage, city, { ...at(camera, 0.3), scale: mix(1, 1.04, p) })
      draw(stage, water, { ...at(camera, 0.4), ripple: flow })
      const grow = mix(1.0, 1.75, p ** 1.6)
      const drift = mix(20, -150, p)
      draw(stage, span, { pivotX: 270, pivotY: 620, scale: grow, x: drift, scaleY: -0.6, alpha: 0.4, ripple: flow })
      draw(stage, span, { pivotX: 270, pivotY: 620, scale: grow, x: drift })
      glints(stage, t * 1.6, {
        top: 615,
        bottom: 900,
        count: 330,
        colour: [130, 120, 110],
        centre: 270,
        spread: 320,
        seed: 17,
      })
      draw(stage, bow, { ...at(camera, 1.2), turn: wave(t, 0.26) * 1.1, x: mix(-8, 8, p) })
    }
  },
}

const lamps: Shot = {
  name: 'lamps',
  seconds: 2.3,
  grade: { bloom: 1, threshold: 110, vignette: 0.6, grain: 1, shadows: [2, 8, 16], lights: [14, 4, -8] },
  build: async () => {
    const water = await layer(
      (ink) => {
        const rng = seeded(6)
        return (
          wash(
            ink.lin([
              [0, '#123048'],
              [0.5, '#0c2440'],
              [1, '#071428'],
            ]),
          ) +
          `<g filter='${ink.blur(10, 3)}'>${range(110)
            .map(
              () =>
                `<ellipse cx='${n1(rng() * 660 - 60)}' cy='${n1(rng() * 1100 - 80)}' rx='${n1(30 + rng() * 90)}' ry='${n1(3 + rng() * 8)}' fill='${rng() < 0.5 ? '#3a78a0' : '#04101f'}' opacity='.5'/>`,
            )
            .join('')}</g>`
        )
      },
      { texture: 0.14 },
    )
    const boat = await layer(
      (ink) =>
        `${ink.glow(0, -16, 200, '#ffab50', 0.85)}<path d='M-96,-20 L-54,26 H54 L96,-20 L30,-4 L0,-74 L-30,-4Z' fill='#fff2dc'/><path d='M-30,-4 L0,-74 L0,26 H-54 L-96,-20Z' fill='${ink.lin(
          [
            [0, '#ffdca0'],
            [1, '#c88a5a'],
          ],
        )}'/><path d='M30,-4 L0,-74 V26 H54 L96,-20Z' fill='${ink.lin([
          [0, '#fff6e6'],
          [1, '#ffb870'],
        ])}'/><path d='M-70,6 L70,6' stroke='#a85a3a' stroke-width='1.5' opacity='.5'/>`,
      { x: -210, y: -220, w: 420, h: 420, k: 1.2 },
    )
    const flame = await layer(
      (ink) =>
        `${ink.glow(0, 0, 70, '#ffe8a8', 1)}<path d='M0,-36 C10,-16 14,-4 0,8 C-14,-4 -10,-16 0,-36Z' fill='#fff8dc'/>`,
      { x: -80, y: -80, w: 160, h: 160, k: 1 },
    )
    const rings = await ringSprite('#ffcf98')
    const spots = rippleField(26, 2.3, { x: 0, y: 60, w: 540, h: 860 }, 150, 12)
    const fleet = motes(8, 44).map((m, i) => ({
      x: 70 + ((i * 197) % 420),
      y: 60 + i * 112,
      s: 0.42 + i * 0.09,
      phase: m.phase,
    }))
    return (stage, t, p) => {
      const camera: Camera = { y: mix(30, -50, smooth(p)), zoom: mix(1.1, 1, p) }
      draw(stage, water, {
        ...at(camera, 1),
        ripple: (y) => Math.sin(y * 0.05 + t * 2.2) * 9 + Math.sin(y * 0.17 - t * 3) * 3,
      })
      drawRipples(stage, rings, spots, t, camera, 0.36, 1.4)
      for (const b of fleet) {
        const x = b.x + t * 16 + wave(t, 0.2, b.phase) * 12
        const y = b.y + wave(t, 0.4, b.phase) * 6
        const place = sprite(camera, 0.7 + b.s * 0.4, { x, y, scale: b.s, turn: wave(t, 0.45, b.phase) * 6 })
        draw(stage, boat, {
          ...place,
          scaleY: -b.s * 0.8,
          alpha: 0.32,
          mode: 'screen',
          ripple: (row) => Math.sin(row * 0.12 + t * 5) * 5,
        })
        draw(stage, boat, place)
        draw(stage, flame, {
          ...sprite(camera, 0.7 + b.s * 0.4, { x, y: y - 14 * b.s, scale: b.s * (0.9 + 0.2 * wave(t, 4.1, b.phase)) }),
          mode: 'screen',
        })
      }
    }
  },
}

const night: Shot = {
  name: 'tower',
  seconds: 3,
  grade: { bloom: 0.9, threshold: 125, vignette: 0.45, grain: 1, shadows: [6, 4, 22], lights: [6, 0, 2] },
  build: async () => {
    const sky = await layer((ink) =>
      wash(
        ink.lin([
          [0, '#050824'],
          [0.4, '#1a1a58'],
          [0.66, '#5a3a86'],
          [0.78, '#c86a8a'],
          [1, '#1a1438'],
        ]),
      ),
    )
    const city = await layer((ink) =>
      blocks(ink, {
        base: 764,
        low: 50,
        high: 220,
        wall: ['#1a1a4a', '#3a2a66'],
        light: ['#ffe0a0', '#8ae0ff', '#ff9ac0', '#c0a0ff'],
        litShare: 0.45,
        seed: 27,
      }),
    )
    const tower = await layer(
      (ink) =>
        ink.glow(200, 330, 330, '#8a5aff', 0.5, 1.4) +
        cantonTower(ink, {
          x: 200,
          base: 766,
          height: 690,
          strands: ['#ff5a5a', '#ffa04a', '#ffe05a', '#6aff9a', '#4ad0ff', '#8a7aff', '#ff6ad0'],
          core: '#1c1450',
        }),
      { k: 1.2 },
    )
    const water = await layer(
      (ink) =>
        rect(
          -70,
          760,
          680,
          300,
          `fill='${ink.lin([
            [0, '#6a4a8a'],
            [1, '#0a0a2a'],
          ])}'`,
        ),
      { y: 755, h: 300 },
    )
    const sky1 = await layer(
      (ink) =>
        ink.glow(0, 2, 46, '#ffa040', 0.8) +
        `<path d='M-15,-20 Q0,-30 15,-20 L12,18 H-12Z' fill='${ink.lin([
          [0, '#ff8a3a'],
          [0.6, '#ffc86a'],
          [1, '#fff2c0'],
        ])}'/>`,
      { x: -50, y: -50, w: 100, h: 100, k: 1.3, texture: 0 },
    )
    const title = await titleLayer('珠江来信', '第一集 渡口', '珠江来信', 446, 110)
    const flock = motes(34, 12)
    return (stage, t, p) => {
      const camera: Camera = { y: mix(60, -20, smooth(p)), zoom: mix(1.08, 1.0, p) }
      const flow = (y: number): number => Math.sin(y * 0.16 - t * 4) * (y - 740) * 0.04
      draw(stage, sky, at(camera, 0.1))
      draw(stage, tower, { ...at(camera, 0.4), alpha: 0.9 + 0.1 * wave(t, 1.2) })
      draw(stage, city, at(camera, 0.5))
      draw(stage, water, { ...at(camera, 0.5), ripple: flow })
      const base = at(camera, 0.5)
      draw(stage, tower, {
        ...base,
        pivotY: 766,
        y: (base.y ?? 0) + 286 * ((base.scale ?? 1) - 1),
        scaleY: -0.5,
        alpha: 0.65,
        ripple: flow,
      })
      glints(stage, t, {
        top: 768,
        bottom: 960,
        count: 300,
        colour: [120, 80, 120],
        centre: 210,
        spread: 260,
        seed: 71,
      })
      for (const m of flock) {
        const y = wrap(m.y - t * (30 + m.z * 60), -60, 760)
        draw(
          stage,
          sky1,
          sprite(camera, 0.5 + m.z * 0.7, {
            x: m.x + wave(t, 0.15, m.phase) * 16,
            y,
            scale: 0.3 + m.z * 0.85,
            turn: wave(t, 0.3, m.phase) * 6,
            alpha: 0.9,
          }),
        )
      }
      draw(stage, title, { alpha: ramp(t, 0.6, 1.4), y: mix(8, 0, ramp(t, 0.6, 1.5)) })
    }
  },
}

export const riverLetter: Clip = {
  key: 'river-letter-01',
  crf: 31.5,
  shots: [dusk, deck, letter, bridge, lamps, night],
  score: riverScore,
}
