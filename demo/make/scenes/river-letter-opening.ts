import { at, type Camera, sprite } from '../engine/camera.ts'
import type { Shot } from '../engine/clip.ts'
import type { Grade } from '../engine/finish.ts'
import { mix, n1, ramp, range, seeded, smooth, wave } from '../engine/maths.ts'
import { draw } from '../engine/stage.ts'
import { wrap } from '../engine/weather.ts'
import { blocks, cantonTower, ferry } from '../paint/city.ts'
import { line, rect, wash } from '../paint/ink.ts'
import { cloud } from '../paint/nature.ts'
import { seal } from '../paint/props.ts'
import { glints, layer } from './common.ts'

const DUSK: Grade = { bloom: 0.6, threshold: 150, vignette: 0.45, grain: 1, shadows: [14, 4, 20], lights: [8, 2, -8] }
const HORIZON = 560

const FERRY = { hull: '#243048', cabin: '#e8dcc8', lamp: '#ffd27a', trim: '#c8503a' }

export const dusk: Shot = {
  name: 'dusk',
  seconds: 3,
  grade: DUSK,
  caption: '珠江上，一封迟到二十年的信',
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#2c2f66'],
            [0.22, '#6a4a86'],
            [0.4, '#d0607a'],
            [0.52, '#ff9a5c'],
            [0.58, '#ffd98a'],
            [1, '#ffd98a'],
          ]),
        ) +
        ink.glow(196, 500, 300, '#fff0b0', 0.9) +
        `<circle cx='196' cy='506' r='46' fill='#fff6d8'/>` +
        range(6)
          .map((i) =>
            cloud(ink, 40 + i * 98, 150 + ((i * 83) % 230), 90 + ((i * 41) % 60), '#ffc09a', '#8a4a86', i + 3, 0.75),
          )
          .join(''),
    )
    const city = await layer((ink) =>
      blocks(ink, {
        base: HORIZON + 3,
        low: 30,
        high: 150,
        wall: ['#5a3a6c', '#8a4a6a'],
        light: ['#ffe0a0'],
        litShare: 0.16,
        seed: 14,
        rim: '#ffb080',
      }),
    )
    const tower = await layer((ink) =>
      cantonTower(ink, {
        x: 392,
        base: HORIZON + 4,
        height: 470,
        strands: ['#4a2c60', '#5a3468', '#6a3c6c', '#7a4670', '#c8707a'],
        core: '#3a2450',
      }),
    )
    const near = await layer((ink) =>
      blocks(ink, {
        base: HORIZON + 5,
        low: 14,
        high: 64,
        wall: ['#3a2850', '#4a2e58'],
        light: ['#ffd27a', '#ffb060'],
        litShare: 0.34,
        seed: 33,
      }),
    )
    const water = await layer(
      (ink) =>
        rect(
          -70,
          HORIZON,
          680,
          500,
          `fill='${ink.lin([
            [0, '#ffc07a'],
            [0.12, '#e8806a'],
            [0.4, '#7a4a80'],
            [1, '#221c48'],
          ])}'`,
        ) + ink.glow(196, HORIZON + 20, 260, '#fff0b8', 0.85, 1.4),
      { y: HORIZON - 10, h: 520, texture: 0.16 },
    )
    const ship = await layer((ink) => ferry(ink, FERRY), { x: -130, y: -130, w: 270, h: 145, k: 2 })
    const wake = await layer(
      (ink) =>
        `<g filter='${ink.blur(3, 1.5)}'>${range(7)
          .map(
            (i) =>
              `<path d='M${-110 - i * 22},${2 + i * 2} q-40,${3 + i} -110,${6 + i * 3}' stroke='#ffe2c0' stroke-width='${4 - i * 0.4}' fill='none' opacity='.6'/>`,
          )
          .join('')}<path d='M-120,4 H112' stroke='#fff0d8' stroke-width='4' opacity='.7'/></g>`,
      { x: -380, y: -10, w: 520, h: 60, k: 1, texture: 0 },
    )
    return (stage, t, p) => {
      const camera: Camera = { x: mix(-22, 26, p), zoom: mix(1.0, 1.06, smooth(p)), y: mix(14, 0, p) }
      const flow = (y: number): number =>
        Math.sin(y * 0.13 - t * 3) * (y - HORIZON) * 0.02 + Math.sin(y * 0.41 + t * 4) * 1.6
      draw(stage, sky, at(camera, 0.1))
      draw(stage, city, at(camera, 0.3))
      draw(stage, tower, at(camera, 0.36))
      draw(stage, near, at(camera, 0.45))
      draw(stage, water, { ...at(camera, 0.5), ripple: flow })
      for (const [image, depth, alpha] of [
        [tower, 0.36, 0.55],
        [near, 0.45, 0.6],
      ] as const) {
        const base = at(camera, depth)
        draw(stage, image, {
          ...base,
          pivotY: HORIZON + 4,
          y: (base.y ?? 0) + (HORIZON - 480) * ((base.scale ?? 1) - 1),
          scaleY: -0.8,
          alpha,
          ripple: flow,
        })
      }
      glints(stage, t, {
        top: HORIZON + 6,
        bottom: 960,
        count: 420,
        colour: [150, 96, 60],
        centre: 196,
        spread: 150,
        seed: 5,
      })
      const x = mix(60, 330, p)
      const bob = wave(t, 0.5) * 2
      draw(stage, ship, {
        ...sprite(camera, 1, { x, y: 742 + bob, scale: 1.28 }),
        scaleY: -1.0,
        alpha: 0.35,
        ripple: flow,
      })
      draw(stage, wake, sprite(camera, 1, { x, y: 744, scale: 1.28, alpha: 0.8 }))
      draw(stage, ship, sprite(camera, 1, { x, y: 742 + bob, scale: 1.28, turn: wave(t, 0.4) * 0.7 }))
    }
  },
}

export const deck: Shot = {
  name: 'deck',
  seconds: 2.6,
  grade: { ...DUSK, bloom: 0.75 },
  build: async () => {
    const sky = await layer(
      (ink) =>
        wash(
          ink.lin([
            [0, '#3a2c6a'],
            [0.35, '#a8507e'],
            [0.6, '#ff8a62'],
            [0.68, '#ffc888'],
            [0.7, '#c8707a'],
            [1, '#3a2450'],
          ]),
        ) + ink.glow(370, 600, 360, '#ffe0a0', 0.8),
    )
    const city = await layer(
      (ink) =>
        blocks(ink, {
          base: 650,
          low: 60,
          high: 300,
          from: -300,
          to: 1000,
          wall: ['#4a2f62', '#7a4068'],
          light: ['#ffe0a0', '#ffc07a'],
          litShare: 0.26,
          seed: 51,
          rim: '#ff9a70',
        }),
      { x: -300, w: 1300, k: 0.9 },
    )
    const water = await layer(
      (ink) =>
        rect(
          -70,
          650,
          680,
          420,
          `fill='${ink.lin([
            [0, '#e88a72'],
            [0.4, '#6a3f70'],
            [1, '#241a40'],
          ])}'`,
        ),
      { y: 645, h: 420 },
    )
    const girl = await layer(
      (ink) => {
        const coat = ink.lin(
          [
            [0, '#14142c'],
            [0.6, '#2c2850'],
            [0.92, '#a85a6a'],
            [1, '#ffc890'],
          ],
          0,
          0,
          1,
          0,
        )
        const hair = ink.lin(
          [
            [0, '#08060f'],
            [0.7, '#1a1020'],
            [1, '#8a4248'],
          ],
          0,
          0,
          1,
          0,
        )
        return `<path d='M176,980 C168,860 172,760 196,706 C210,676 236,668 250,662 L290,662 C306,668 330,678 342,708 C364,764 368,860 362,980Z' fill='${coat}'/>
        <path d='M198,712 C168,760 150,810 148,868 L180,884 C190,830 200,790 216,750Z' fill='#181630'/><path d='M340,712 C372,760 392,810 396,866 L364,884 C354,830 344,790 326,750Z' fill='${ink.lin(
          [
            [0, '#2c2850'],
            [1, '#ffb080'],
          ],
          0,
          0,
          1,
          0,
        )}'/><path d='M336,690 C368,748 388,806 396,866' fill='none' stroke='#ffd8a0' stroke-width='4'/>
        <path d='M246,668 V618 H294 V668 Q270,682 246,668Z' fill='#7a4a50'/><path d='M240,655 q30,22 62,0 l6,22 q-36,26 -74,0z' fill='#d83a34'/>
        <path d='M222,572 C214,500 252,466 276,468 C312,470 328,510 322,566 C320,600 306,626 292,640 C276,648 256,646 246,636 C230,620 224,600 222,572Z' fill='${hair}'/><circle cx='268' cy='456' r='27' fill='${hair}'/><path d='M246,446 L296,462' stroke='#ffd090' stroke-width='5' stroke-linecap='round'/>
        <path d='M306,490 C328,520 328,584 304,630' fill='none' stroke='#ffd098' stroke-width='4' opacity='.9'/><path d='M290,436 q10,14 2,32' fill='none' stroke='#ffd098' stroke-width='3' opacity='.8'/>
        ${range(7)
          .map(
            (i) =>
              `<path d='M${234 + i * 5},${600 + i * 5} q-${14 + i * 4},${10 + i} -${26 + i * 7},${4 + i * 6}' stroke='#0c0814' stroke-width='2.4' fill='none'/>`,
          )
          .join('')}`
      },
      { k: 1.2 },
    )
    const scarf = await Promise.all(
      range(12).map((i) =>
        layer(
          (ink) => {
            const f = (i / 12) * Math.PI * 2
            const top = range(13)
              .map((s) => `${n1(-s * 17)},${n1(Math.sin(s * 0.62 - f) * s * 2.6 - s * 1.5)}`)
              .join('L')
            const low = range(13)
              .reverse()
              .map((s) => `${n1(-s * 17 + 3)},${n1(Math.sin(s * 0.62 - f + 0.25) * s * 2.6 - s * 1.1 + 34 - s * 0.7)}`)
              .join('L')
            return `<path d='M${top}L${low}Z' fill='${ink.lin(
              [
                [0, '#7a1420'],
                [0.5, '#e8483c'],
                [1, '#ff8a5a'],
              ],
              0,
              0,
              1,
              0,
            )}'/>`
          },
          { x: -230, y: -90, w: 250, h: 170, k: 1.2 },
        ),
      ),
    )
    const rail = await layer(
      (ink) => `${rect(
        -70,
        862,
        680,
        20,
        `fill='${ink.lin([
          [0, '#fff0e0'],
          [0.5, '#b8a8b8'],
          [1, '#4a3a58'],
        ])}'`,
      )}${range(10)
        .map((i) =>
          rect(
            -50 + i * 72,
            880,
            10,
            170,
            `fill='${ink.lin(
              [
                [0, '#3a2c50'],
                [0.7, '#e0c8c0'],
                [1, '#4a3a58'],
              ],
              0,
              0,
              1,
              0,
            )}'`,
          ),
        )
        .join('')}${rect(-70, 930, 680, 9, "fill='#9a8aa0'")}
      <circle cx='462' cy='930' r='62' fill='none' stroke='#f4ece0' stroke-width='26'/><circle cx='462' cy='930' r='62' fill='none' stroke='#d8402e' stroke-width='26' stroke-dasharray='49 48.4'/>`,
    )
    const gull = await layer(
      () => `<path d='M-34,-8 Q-16,-20 0,0 Q16,-20 34,-8 Q16,-10 2,6 L-2,6 Q-16,-10 -34,-8Z' fill='#fff4ea'/>`,
      { x: -40, y: -26, w: 80, h: 40, k: 1.5 },
    )
    return (stage, t, p) => {
      const camera: Camera = {
        y: wave(t, 0.28) * 7,
        x: mix(-8, 8, p),
        zoom: mix(1.08, 1.02, p),
        roll: wave(t, 0.24) * 0.7,
      }
      draw(stage, sky, at(camera, 0.2))
      draw(stage, city, { ...at(camera, 0.3), x: mix(-10, -190, p) })
      draw(stage, water, { ...at(camera, 0.4), ripple: (y) => Math.sin(y * 0.15 - t * 4) * 5 })
      glints(stage, t, { top: 655, bottom: 960, count: 260, colour: [160, 100, 66], centre: 380, spread: 190, seed: 7 })
      for (const i of range(5))
        draw(stage, gull, {
          ...sprite(camera, 0.5, {
            x: wrap(90 * i - t * (40 + i * 9), -60, 600),
            y: 190 + i * 58 + wave(t, 0.4, i * 0.3) * 16,
            scale: 0.5 + i * 0.13,
          }),
          scaleY: (0.5 + i * 0.13) * (0.55 + 0.45 * wave(t, 1.6, i * 0.37)),
        })
      draw(stage, scarf[Math.floor(t * 17) % 12] ?? gull, sprite(camera, 1, { x: 256, y: 662, scale: 1.1 }))
      draw(stage, girl, at(camera, 1))
      draw(stage, rail, at(camera, 1.12))
    }
  },
}

export const letter: Shot = {
  name: 'letter',
  seconds: 2.6,
  grade: { ...DUSK, bloom: 0.35, vignette: 0.6 },
  caption: '“见字如面。”',
  build: async () => {
    const desk = await layer(
      (ink) => {
        const rng = seeded(2)
        return (
          wash(
            ink.lin(
              [
                [0, '#5a2f2a'],
                [1, '#1c0f1c'],
              ],
              0,
              0,
              1,
              1,
            ),
          ) +
          range(80)
            .map(
              () =>
                `<path d='M-70,${n1(rng() * 1100 - 80)} q180,${n1(rng() * 26 - 13)} 360,0 t340,0' stroke='${rng() < 0.5 ? '#1c0c10' : '#8a5038'}' stroke-width='${n1(1 + rng() * 3)}' fill='none' opacity='.4'/>`,
            )
            .join('') +
          ink.glow(120, 120, 560, '#ffb070', 0.6)
        )
      },
      { texture: 0.26 },
    )
    const paper = await layer(
      (ink) => {
        const lines = ['见字如面', '江水涨了又落', '木棉开过二十回', '我仍在老码头', '等你那班渡轮']
        const body = lines
          .map((text, i) =>
            [...text].map((c, j) => `<text x='${n1(126 - i * 58)}' y='${n1(-224 + j * 46)}'>${c}</text>`).join(''),
          )
          .join('')
        const rules = range(7).map((i) =>
          line(-188 + i * 58, -280, -188 + i * 58, 270, "stroke='#c8503a' stroke-width='1.6' opacity='.55'"),
        )
        return `<g filter='${ink.blur(16)}' opacity='.6'>${rect(-196, -286, 420, 610, "fill='#000'")}</g>${rect(
          -210,
          -300,
          420,
          600,
          `fill='${ink.lin([
            [0, '#fff4dc'],
            [0.5, '#f4e0b8'],
            [0.52, '#e0c898'],
            [1, '#f0d8ac'],
          ])}'`,
        )}${rules.join('')}<g font-family='Noto Serif CJK SC' font-weight='500' font-size='36' text-anchor='middle' fill='#2a2230'>${body}</g>${seal(-150, 210, 54, '江畔故人')}`
      },
      { x: -250, y: -340, w: 500, h: 690, k: 1.5, texture: 0.16 },
    )
    const envelope = await layer(
      (ink) =>
        `<g filter='${ink.blur(12)}' opacity='.6'>${rect(-180, -110, 380, 250, "fill='#000'")}</g>${rect(
          -190,
          -120,
          380,
          240,
          `fill='${ink.lin([
            [0, '#d8b88a'],
            [1, '#a8805a'],
          ])}'`,
        )}<path d='M-190,-120 L0,20 L190,-120' fill='#c8a070' stroke='#8a6440' stroke-width='3'/>${rect(104, 20, 66, 80, "fill='#3a7a8a' stroke='#f8ecd8' stroke-width='5'")}<path d='M112,84 q24,-50 50,0' fill='none' stroke='#f8ecd8' stroke-width='4'/><circle cx='96' cy='30' r='36' fill='none' stroke='#3a2430' stroke-width='3' opacity='.7'/>`,
      { x: -220, y: -150, w: 440, h: 310, k: 1.2, texture: 0.2 },
    )
    const shade = await layer(
      (ink) =>
        `<g filter='${ink.blur(13)}' fill='none' stroke='#1a0a1c' opacity='.8'>${range(7)
          .map(
            (i) =>
              `<path d='M${620 - i * 30},${-80 + i * 60} q-200,${60 + i * 24} -${300 + i * 40},${200 + i * 52}' stroke-width='${30 - i * 2}'/>`,
          )
          .join('')}</g>`,
      { k: 0.5, texture: 0 },
    )
    const petal = await layer(
      (ink) =>
        `<path d='M0,0 C-26,-14 -34,-58 -8,-70 C18,-76 34,-30 0,0Z' fill='${ink.lin([
          [0, '#ff8a5a'],
          [1, '#c8281f'],
        ])}'/>`,
      { x: -40, y: -80, w: 80, h: 90, k: 1.4 },
    )
    return (stage, t, p) => {
      const camera: Camera = { zoom: mix(1.02, 1.16, smooth(p)), x: mix(-14, 18, p), y: mix(-26, 24, p) }
      draw(stage, desk, at(camera, 0.9))
      draw(stage, envelope, sprite(camera, 0.95, { x: 390, y: 800, turn: -18, scale: 1.05 }))
      const open = ramp(t, 0, 0.7)
      draw(stage, paper, {
        ...sprite(camera, 1, {
          x: mix(330, 262, open),
          y: mix(640, 430, open),
          turn: mix(-14, -4, open) + wave(t, 0.4) * 0.7,
          scale: 1.06,
        }),
        alpha: 1,
      })
      draw(
        stage,
        petal,
        sprite(camera, 1.1, { x: mix(470, 190, smooth(p)), y: mix(-60, 720, p ** 1.2), turn: t * 130, scale: 0.95 }),
      )
      draw(stage, shade, { ...at(camera, 1.2), pivotX: 620, pivotY: 0, turn: wave(t, 0.3) * 4, alpha: 0.42 })
    }
  },
}
