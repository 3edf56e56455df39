import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Shot } from '../engine/clip.ts'
import type { Grade } from '../engine/finish.ts'
import { mix, n1, ramp, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { motes, wrap } from '../engine/weather.ts'
import { blend, type Ink, line, rect, wash } from '../paint/ink.ts'
import { branches, cloud, kapok, type TreeTip } from '../paint/nature.ts'
import { lantern } from '../paint/props.ts'
import { layer } from './common.ts'
import { bicycle, lionHead } from './kapok-cast.ts'

export const DAY: Grade = {
  bloom: 0.35,
  threshold: 180,
  vignette: 0.4,
  grain: 1,
  shadows: [4, 2, 12],
  lights: [8, 4, -8],
}
const BARK = ['#3a2a24', '#8a6a58'] as const

/** Fallen blossoms on the ground, larger towards us. */
export function scatter(
  ink: Ink,
  count: number,
  x: number,
  w: number,
  y: number,
  h: number,
  small: number,
  more: number,
  seed: number,
): string {
  const rng = seeded(seed)
  const rows = range(count)
    .map(() => rng() ** 0.8)
    .sort((a, b) => a - b)
  return rows
    .map((d) => kapok(ink, x + rng() * w, y + d * h, small + d * more, rng() * 72, ['#ff8a4a', '#d8321c', '#6a1010']))
    .join('')
}

export const petalSprite = () => layer((ink) => kapok(ink, 0, 0, 40), { x: -50, y: -50, w: 100, h: 100, k: 1.4 })

export const tree: Shot = {
  name: 'tree',
  seconds: 2.7,
  grade: DAY,
  caption: '三月，木棉又开了',
  build: async () => {
    const sky = await layer((ink) =>
      wash(
        ink.lin([
          [0, '#1a62b0'],
          [0.5, '#5aa8dc'],
          [1, '#d8ecec'],
        ]),
      ),
    )
    const clouds = await layer(
      (ink) =>
        cloud(ink, 120, 260, 170, '#ffffff', '#a8c8e4', 4, 0.95) +
        cloud(ink, 470, 520, 190, '#ffffff', '#b0cce4', 9, 0.95) +
        cloud(ink, 100, 800, 220, '#ffffff', '#b8d4e4', 15, 0.9),
      { x: -200, w: 940, k: 0.8 },
    )
    const crown = async (x: number, angle: number, size: number, seed: number) =>
      layer(
        (ink) => {
          const tips: TreeTip[] = []
          const wood = branches(x, 1040, angle, size, size * 0.2, 6, seeded(seed), BARK, tips)
          const rng = seeded(seed + 1)
          const flowers = tips
            .filter(() => rng() < 0.62)
            .map((q) =>
              kapok(
                ink,
                q.x,
                q.y,
                q.size * (1 + rng() * 0.9),
                rng() * 72,
                rng() < 0.3 ? ['#ffb04a', '#f2742a', '#a83a10'] : undefined,
              ),
            )
          return wood + flowers.join('')
        },
        { x: -200, y: -160, w: 940, h: 1240, k: 1.1, texture: 0.2 },
      )
    const far = await crown(80, -1.25, 190, 41)
    const near = await crown(360, -1.75, 250, 12)
    const flower = await petalSprite()
    const falling = motes(16, 5)
    return (stage, t, p) => {
      const camera: Camera = { y: mix(70, -90, smooth(p)), zoom: mix(1.1, 1.02, p), x: mix(12, -12, p) }
      draw(stage, sky, at(camera, 0.05))
      draw(stage, clouds, { ...at(camera, 0.15), x: t * 14 - 20 })
      draw(stage, far, { ...at(camera, 0.6), pivotX: 80, pivotY: 1040, turn: wave(t, 0.22) * 0.5, alpha: 0.96 })
      draw(stage, near, { ...at(camera, 1), pivotX: 360, pivotY: 1040, turn: wave(t, 0.2, 0.3) * 0.8 })
      for (const m of falling) {
        const y = wrap(m.y + t * (120 + m.z * 190), -60, 1020)
        draw(
          stage,
          flower,
          sprite(camera, 1, {
            x: m.x + wave(t, 0.35, m.phase) * 30,
            y,
            scale: 0.22 + m.z * 0.42,
            turn: t * 160 * (m.phase - 0.5) + m.phase * 360,
          }),
        )
      }
    }
  },
}

export const lane: Shot = {
  name: 'lane',
  seconds: 2.6,
  grade: { ...DAY, lights: [12, 6, -12] },
  caption: '阿木骑车，穿过外婆的巷子',
  build: async () => {
    const wall = await layer(
      (ink) => {
        const rng = seeded(30)
        const bricks = range(24).flatMap((r) =>
          range(40).map((c) =>
            rect(
              -120 + c * 42 - (r % 2) * 21,
              130 + r * 25,
              40,
              23,
              `fill='${blend('#a8784e', rng() < 0.5 ? '#c89a6a' : '#7a5440', rng() * 0.8)}'`,
            ),
          ),
        )
        const doors = [220, 900].map(
          (x) =>
            `${rect(x - 20, 330, 240, 410, "fill='#d8ccb8'")}${rect(
              x,
              352,
              200,
              388,
              `fill='${ink.lin([
                [0, '#5a1a14'],
                [1, '#2c0c0a'],
              ])}'`,
            )}${range(7)
              .map((i) => rect(x + 8, 372 + i * 52, 184, 8, "fill='#8a3a24'"))
              .join(
                '',
              )}${rect(x + 20, 280, 160, 44, "fill='#a8241c'")}<text x='${x + 100}' y='316' font-family='Noto Serif CJK SC' font-weight='900' font-size='34' letter-spacing='6' text-anchor='middle' fill='#ffdc8a'>${x < 500 ? '春满人间' : '木棉人家'}</text>${[-44, 222].map((d) => rect(x + d, 372, 26, 300, "fill='#c8281f'")).join('')}`,
        )
        const windows = [590, 1250].map(
          (x) =>
            `${rect(x, 380, 150, 170, "fill='#e4dcc8'")}${rect(x + 12, 392, 126, 146, "fill='#1e4a50'")}${range(4)
              .map((i) => rect(x + 12 + i * 42, 392, 6, 146, "fill='#e4dcc8'"))
              .join('')}${rect(x + 12, 460, 126, 6, "fill='#e4dcc8'")}`,
        )
        const tiles = range(46).map((i) =>
          rect(
            -120 + i * 36,
            60,
            30,
            84,
            `rx='8' fill='${ink.lin(
              [
                [0, '#3a4a48'],
                [0.5, '#7a9088'],
                [1, '#2a3634'],
              ],
              0,
              0,
              1,
              0,
            )}'`,
          ),
        )
        return `${rect(
          -120,
          -90,
          1700,
          300,
          `fill='${ink.lin([
            [0, '#5aa8dc'],
            [1, '#d8ecec'],
          ])}'`,
        )}${rect(-120, 130, 1700, 620, "fill='#8a6040'")}${bricks.join('')}${tiles.join('')}${rect(-120, 140, 1700, 14, "fill='#2a3634' opacity='.6'")}${doors.join('')}${windows.join('')}${rect(
          -120,
          740,
          1700,
          320,
          `fill='${ink.lin([
            [0, '#b89a78'],
            [0.1, '#d8bc94'],
            [1, '#8a6a4c'],
          ])}'`,
        )}${range(60)
          .map((i) => line(-300 + i * 36, 742, -520 + i * 52, 1060, "stroke='#8a6a4c' stroke-width='2' opacity='.5'"))
          .join('')}${range(6)
          .map((i) =>
            line(
              -120,
              750 + i ** 1.7 * 15,
              1580,
              750 + i ** 1.7 * 15,
              "stroke='#8a6a4c' stroke-width='2.4' opacity='.5'",
            ),
          )
          .join('')}`
      },
      { x: -120, w: 1700, k: 1, texture: 0.26 },
    )
    const shadow = await layer(
      (ink) => {
        const tips: TreeTip[] = []
        const wood = branches(700, 900, -2.1, 240, 40, 6, seeded(8), ['#2a1830', '#2a1830'], tips)
        return `<g filter='${ink.blur(4)}' opacity='.55'>${wood}${tips.map((q) => `<circle cx='${n1(q.x)}' cy='${n1(q.y)}' r='13' fill='#2a1830'/>`).join('')}</g>`
      },
      { x: -120, w: 1000, k: 0.6, texture: 0 },
    )
    const ground = await layer((ink) => scatter(ink, 70, -100, 1640, 800, 230, 11, 10, 3), {
      x: -120,
      y: 770,
      w: 1700,
      h: 290,
      k: 1,
    })
    const rider = await Promise.all(
      range(12).map((i) => layer((ink) => bicycle(ink, i / 12), { x: -150, y: -330, w: 310, h: 345, k: 1.4 })),
    )
    const flower = await petalSprite()
    const falling = motes(14, 25)
    return (stage, t, p) => {
      const camera: Camera = { zoom: 1.03 }
      const run = mix(0, 760, p)
      draw(stage, wall, { x: -run })
      draw(stage, shadow, { x: mix(120, -420, p), alpha: 0.9 })
      draw(stage, ground, { x: -run })
      const hop = Math.abs(wave(t, 2.2)) * 3
      draw(
        stage,
        rider[Math.floor(t * 15) % 12] ?? flower,
        sprite(camera, 1, { x: mix(170, 345, smooth(p)), y: 886 - hop, scale: 1.3, turn: wave(t, 1.1) * 0.9 }),
      )
      for (const m of falling) {
        const y = wrap(m.y + t * (150 + m.z * 190), -60, 1020)
        draw(
          stage,
          flower,
          sprite(camera, 1, {
            x: wrap(m.x - t * 210 * (0.5 + m.z), -60, 600),
            y,
            scale: 0.24 + m.z * 0.42,
            turn: t * 190 * (m.phase - 0.5),
          }),
        )
      }
    }
  },
}

export const lion: Shot = {
  name: 'lion',
  seconds: 2.8,
  grade: { ...DAY, bloom: 0.5, threshold: 165, vignette: 0.55, lights: [14, 4, -12] },
  caption: '咚！咚！咚！醒狮来了',
  build: async () => {
    const back = await layer(
      (ink) =>
        rect(
          -430,
          -260,
          1400,
          1400,
          `fill='${ink.rad([
            [0, '#ffd98a'],
            [0.3, '#e8783a'],
            [0.62, '#9a2420'],
            [1, '#4a0c14'],
          ])}'`,
        ) +
        range(24)
          .map(
            (i) =>
              `<path d='M270,440 L${n1(270 + Math.cos((i / 24) * 6.283) * 900)},${n1(440 + Math.sin((i / 24) * 6.283) * 900)} L${n1(270 + Math.cos(((i + 0.5) / 24) * 6.283) * 900)},${n1(440 + Math.sin(((i + 0.5) / 24) * 6.283) * 900)}Z' fill='#ffe2a0' opacity='.16'/>`,
          )
          .join(''),
      { x: -430, y: -260, w: 1400, h: 1400, k: 0.7, texture: 0.2 },
    )
    const silk = await layer(
      (ink) => ink.glow(0, 90, 150, '#ffb050', 0.6) + lantern(ink, ['#ff9a4a', '#d8281f', '#6a0a10'], '春'),
      { x: -160, y: -5, w: 320, h: 250, k: 1.1 },
    )
    const head = await layer((ink) => lionHead(ink, 'head'), {
      x: -300,
      y: -330,
      w: 600,
      h: 660,
      k: 1.25,
      texture: 0.16,
    })
    const jaw = await layer((ink) => lionHead(ink, 'jaw'), { x: -300, y: -330, w: 600, h: 660, k: 1.1, texture: 0.16 })
    const lids = await layer((ink) => lionHead(ink, 'lids'), {
      x: -300,
      y: -330,
      w: 600,
      h: 660,
      k: 1.1,
      texture: 0.16,
    })
    const confetti = motes(40, 7)
    const bit = await Promise.all(
      ['#ffd24a', '#e8321e', '#fff4d8', '#3aa89a'].map((c) =>
        layer(() => rect(-8, -5, 16, 10, `fill='${c}'`), { x: -10, y: -8, w: 20, h: 16, k: 1.2, texture: 0 }),
      ),
    )
    return (stage, t, p) => {
      const beat = (t * 2) % 1
      const kick = Math.exp(-beat * 5)
      const camera: Camera = { zoom: 1 + kick * 0.05 + p * 0.08, roll: wave(t, 0.5) * 2 }
      draw(stage, back, { ...at(camera, 0.4), pivotY: 440, turn: t * 7 })
      for (const i of range(5))
        draw(
          stage,
          silk,
          sprite(camera, 0.6, { x: -10 + i * 140, y: -20 + (i % 2) * 50, scale: 0.8, turn: wave(t, 0.6, i * 0.2) * 8 }),
        )
      const place = {
        x: 270 + wave(t, 0.5) * 46,
        y: 520 + wave(t, 1, 0.1) * 30 - kick * 36,
        turn: wave(t, 0.5, 0.12) * 11,
        scale: 0.98,
      }
      const bite = 34 * Math.max(0, Math.sin(t * 12.6)) * ramp(t, 0.2, 0.5)
      draw(stage, jaw, sprite(camera, 1, { ...place, y: place.y + bite }))
      draw(stage, head, sprite(camera, 1, place))
      if ((t > 0.9 && t < 1.08) || (t > 1.9 && t < 2.05)) draw(stage, lids, sprite(camera, 1, place))
      for (const [i, m] of confetti.entries()) {
        const q = bit[i % 4]
        if (q)
          draw(
            stage,
            q,
            sprite(camera, 1.1, {
              x: m.x + wave(t, 0.6, m.phase) * 24,
              y: wrap(m.y + t * (160 + m.z * 240), -40, 1000),
              scale: 0.6 + m.z,
              turn: t * 300 * (m.phase - 0.3) + m.phase * 360,
            }),
          )
      }
    }
  },
}
