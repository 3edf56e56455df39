import { mix, range, seeded } from '../engine/maths.ts'
import { drum, flute, master, metal, noise, pad, pluck, Tape } from './synth.ts'

type Melody = readonly (readonly [beat: number, note: number, hold?: number])[]

const sing = (
  tape: Tape,
  melody: Melody,
  beat: number,
  play: (note: number, hold: number) => Float32Array,
  gain: number,
  pan: number,
  from = 0,
): void => {
  for (const [at, note, hold = 2.2] of melody) tape.lay(play(note, hold), from + at * beat, gain, pan)
}

const guzheng = (note: number, hold: number): Float32Array =>
  pluck(note, hold, { bright: 0.55, decay: 0.9975, bend: note % 5 === 0 ? 1 : 0 })
const pipa = (note: number, hold: number): Float32Array => pluck(note, hold, { bright: 0.95, decay: 0.992 })

/** Rain on tiles, wooden footsteps, guzheng in A minor pentatonic; the second episode answers the first. */
export function nightRainScore(seconds: number, episode: 1 | 2): Float32Array[] {
  const tape = new Tape(seconds)
  tape.lay(noise(seconds, 900, 7000, episode * 3, 0.15, 0.13), 0, 0.16, -0.4)
  tape.lay(noise(seconds, 500, 4200, episode * 3 + 1, 0.2, 0.17), 0, 0.16, 0.4)
  const rng = seeded(40 + episode)
  for (const _ of range(Math.round(seconds * 7)))
    tape.lay(metal(1400 + rng() * 2600, 0.12, [1, 2.3]), rng() * seconds, 0.025 + rng() * 0.03, rng() * 2 - 1)
  const chords =
    episode === 1
      ? [
          [45, 57, 64],
          [43, 55, 62],
          [48, 55, 64],
          [45, 57, 69],
        ]
      : [
          [40, 52, 59],
          [45, 52, 60],
          [43, 50, 62],
          [48, 60, 67],
        ]
  for (const [i, chord] of chords.entries()) tape.lay(pad(chord, seconds / 4 + 1.4), (i * seconds) / 4 - 0.3, 0.3)
  if (episode === 1) {
    sing(
      tape,
      [
        [0.5, 69],
        [1.5, 72],
        [2, 74],
        [3, 76, 3],
        [5, 74],
        [5.5, 72],
        [6, 69],
        [7, 67, 3],
        [9, 69],
        [9.5, 72],
        [10, 76],
        [11, 79, 3],
        [13, 76],
        [13.5, 74],
        [14, 72],
        [14.5, 74],
        [15.5, 69, 4],
        [15.56, 57, 4],
        [18, 72],
        [18.5, 76],
        [19, 81, 4],
      ],
      0.74,
      guzheng,
      0.5,
      -0.15,
    )
    for (const i of range(11)) tape.lay(drum(210, 0.1, 0.6, i), 3.3 + i * 0.53, 0.13, mix(-0.6, 0.6, i / 10))
  } else {
    sing(
      tape,
      [
        [0, 76],
        [0.75, 79],
        [1.5, 81, 3],
        [3, 79],
        [3.5, 76],
        [4, 74],
        [4.5, 72, 3],
        [6, 74],
        [6.75, 76],
        [7.5, 74],
        [8, 69, 3],
        [10, 64],
        [10.5, 69],
        [11, 72],
        [11.5, 76],
        [12, 79, 3],
        [14, 84, 4],
        [14.1, 72, 4],
        [16, 81],
        [17, 76, 4],
        [17.1, 60, 4],
      ],
      0.8,
      guzheng,
      0.46,
      0.15,
    )
    sing(
      tape,
      [
        [6, 57, 1.6],
        [8, 60, 1.6],
        [10, 64, 1.6],
        [12, 67, 2],
      ],
      0.8,
      flute,
      0.12,
      -0.3,
    )
    tape.lay(noise(2.4, 60, 700, 77, 0.9, 0.21), 8.6, 0.9, 0.2)
  }
  return master(tape)
}

/** River wash, a ferry's horn, flute over pipa arpeggios in D. */
export function riverScore(seconds: number): Float32Array[] {
  const tape = new Tape(seconds)
  tape.lay(noise(seconds, 120, 1400, 11, 0.5, 0.22), 0, 0.5, -0.3)
  tape.lay(noise(seconds, 120, 1100, 12, 0.5, 0.19), 0, 0.5, 0.3)
  for (const [i, chord] of [
    [50, 57, 66],
    [47, 59, 62],
    [43, 55, 62],
    [45, 57, 64],
    [50, 62, 69],
  ].entries())
    tape.lay(pad(chord, seconds / 5 + 1.5), (i * seconds) / 5 - 0.3, 0.34)
  for (const horn of [
    [38, 0],
    [45, 0.02],
  ] as const)
    tape.lay(pad([horn[0]], 2.4, 6), 0.4 + horn[1], 0.5, 0.35)
  const figure = [62, 69, 74, 78, 74, 69]
  for (const i of range(Math.floor(seconds / 0.3))) {
    const base = [0, -3, -7, -5, 0][Math.min(4, Math.floor((i * 0.3 * 5) / seconds))] ?? 0
    const note = (figure[i % 6] ?? 62) + base
    tape.lay(pipa(note, 1.2), 1 + i * 0.3, 0.13 + (i % 6 === 0 ? 0.07 : 0), i % 2 ? 0.35 : -0.35)
  }
  sing(
    tape,
    [
      [2, 74, 1],
      [3.2, 78, 0.8],
      [4, 81, 2],
      [6.4, 78, 0.8],
      [7.2, 76, 1.6],
      [9.4, 74, 0.7],
      [10.2, 71, 0.7],
      [11, 69, 2.2],
      [13.6, 74, 0.8],
      [14.4, 81, 3],
    ],
    1,
    flute,
    0.3,
    0.1,
  )
  return master(tape, 0.34)
}

/** Spring in the lane: birds, bicycle bell, lion-dance drums and cymbals in the middle. */
export function kapokScore(seconds: number): Float32Array[] {
  const tape = new Tape(seconds)
  tape.lay(noise(seconds, 200, 1500, 21, 0.6, 0.3), 0, 0.18)
  for (const [i, chord] of [
    [48, 60, 67],
    [45, 57, 64],
    [53, 60, 69],
    [55, 62, 67],
    [48, 64, 72],
  ].entries())
    tape.lay(pad(chord, seconds / 5 + 1.3), (i * seconds) / 5 - 0.2, 0.24)
  const rng = seeded(6)
  for (const _ of range(14)) {
    const at = rng() * 5
    for (const k of range(3)) tape.lay(metal(2600 + rng() * 1400, 0.09, [1, 1.01]), at + k * 0.09, 0.06, rng() * 2 - 1)
  }
  sing(
    tape,
    [
      [0, 72],
      [0.5, 76],
      [1, 79],
      [2, 81],
      [2.5, 79],
      [3, 76],
      [4, 74],
      [4.5, 76],
      [5, 72, 3],
      [7, 67],
      [7.5, 72],
      [8, 74],
      [8.5, 76],
      [9, 79],
      [10, 76],
      [11, 84],
      [11.5, 81],
      [12, 79],
      [13, 76],
      [14, 79],
      [15, 84],
      [16, 88, 4],
      [16.1, 72, 4],
      [19, 84],
      [20, 79],
      [21, 72, 4],
    ],
    0.55,
    pipa,
    0.34,
    0.1,
  )
  tape.lay(metal(2100, 0.7, [1, 1.5, 2.76]), 3.3, 0.3, -0.4)
  tape.lay(metal(2100, 0.7, [1, 1.5, 2.76]), 3.6, 0.3, -0.3)
  const start = 6.2
  const beats = [0, 0.5, 0.75, 1, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.25, 3.5, 3.75, 4, 4.5, 5]
  for (const [i, b] of beats.entries()) {
    tape.lay(drum(i % 4 ? 120 : 82, 0.55, 0.35, i), start + b * 0.5, i % 4 ? 0.2 : 0.34, -0.1)
    if (i % 3 === 0)
      tape.lay(
        noise(0.5, 3000, 9500, i).map((v, k) => v * Math.exp(-k / 5200)),
        start + b * 0.5,
        0.26,
        0.3,
      )
  }
  return master(tape, 0.25)
}

/** Morning in Pazhou: a tram bell, four-on-the-floor drum, marimba-like plucks. */
export function pazhouScore(seconds: number): Float32Array[] {
  const tape = new Tape(seconds)
  for (const [i, chord] of [
    [53, 60, 65, 69],
    [50, 57, 65, 72],
    [55, 62, 67, 71],
    [48, 60, 64, 72],
  ].entries())
    tape.lay(pad(chord, seconds / 4 + 1.2, 5), (i * seconds) / 4 - 0.2, 0.34)
  for (const i of range(Math.floor(seconds / 0.5))) {
    tape.lay(drum(58, 0.4, 0.12, i), i * 0.5, 0.5)
    tape.lay(
      noise(0.08, 5000, 12000, i).map((v, k) => v * Math.exp(-k / 700)),
      0.25 + i * 0.5,
      0.5,
      0.2,
    )
  }
  const notes = [77, 72, 81, 84, 79, 72, 86, 81]
  for (const i of range(Math.floor(seconds / 0.25) - 4))
    if (i % 7 !== 5)
      tape.lay(
        pluck((notes[(i * 3) % 8] ?? 77) - (i % 4 === 3 ? 12 : 0), 0.8, { bright: 0.35, decay: 0.985 }),
        0.5 + i * 0.25,
        0.3,
        Math.sin(i) * 0.6,
      )
  for (const k of [0, 0.28]) tape.lay(metal(1320, 1, [1, 2.4, 3.9]), 2.9 + k, 0.3, 0.4)
  tape.lay(noise(3, 100, 900, 4, 0.9, 0.17), 2.6, 0.5, 0)
  return master(tape, 0.22)
}

/** The three seconds the copier put in front: a cheap riser and a hit. */
export function stickerScore(seconds: number): Float32Array[] {
  const tape = new Tape(seconds)
  tape.lay(
    noise(seconds * 0.8, 600, 5000, 9).map((v, i) => v * (i / (seconds * 0.8 * 48000)) ** 2),
    0,
    0.8,
  )
  for (const i of range(6)) tape.lay(drum(96 + i * 8, 0.3, 0.2, i), i * 0.4, 0.5)
  tape.lay(drum(52, 0.8, 0.5), seconds * 0.8, 0.9)
  tape.lay(metal(880, 0.8, [1, 2, 3.01]), seconds * 0.8, 0.5)
  return master(tape, 0.2)
}
