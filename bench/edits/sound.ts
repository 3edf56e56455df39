import { type Copy, type Edit, type EditContext, pick, type Source } from './edit.ts'
import { ffmpeg, samplesOf } from './ffmpeg.ts'
import { randomStretch } from './joined.ts'
import { levelOf } from './level.ts'

const COPY_SECONDS = 12
const RATE = 44_100

interface Recipe {
  filters?: string
  /** How much faster the copy plays. */
  speed?: number
  seconds?: number
  codec?: readonly string[]
  /** Another recording mixed in, so many decibels louder than the work. */
  mixedDecibels?: number
  /** What is mixed in is somebody talking. */
  voice?: boolean
}

const MP3 = (rate: string): readonly string[] => ['-c:a', 'libmp3lame', '-b:a', rate]
const OPUS = ['-c:a', 'libopus', '-b:a', '24k'] as const

const otherStretch = (
  other: Source,
  seconds: number,
  random: () => number,
): { path: string; startSeconds: number } => ({
  path: other.path,
  startSeconds: randomStretch(other, seconds, random).startSeconds,
})

const edit = (group: string, name: string, recipe: Recipe): Edit => ({
  name,
  group,
  needsVoices: recipe.voice ?? false,
  make: async ({ source, others, voices, random, output }: EditContext): Promise<Copy> => {
    const { filters, speed = 1, codec = MP3('96k'), mixedDecibels } = recipe
    const { startSeconds, seconds } = randomStretch(source, recipe.seconds ?? COPY_SECONDS, random)
    const path = `${output}.${codec === OPUS ? 'opus' : 'mp3'}`
    const first = ['-ss', startSeconds.toFixed(3), '-t', seconds.toFixed(3), '-i', source.path]
    const also: string[] = []
    if (mixedDecibels === undefined) {
      const chain = `aresample=${RATE}${filters ? `,${filters}` : ''}`
      await ffmpeg([...first, '-map', '0:a:0', '-ac', '1', '-af', chain, ...codec, path])
    } else {
      const theirs = recipe.voice
        ? { path: pick(voices, random), startSeconds: 0 }
        : otherStretch(pick(others, random), seconds, random)
      if (!recipe.voice) also.push(theirs.path)
      const [own, mixed] = await Promise.all([
        samplesOf(source.path, startSeconds, seconds, 8000),
        samplesOf(theirs.path, theirs.startSeconds, seconds, 8000),
      ])
      const gain = Math.min(50, (levelOf(own) / Math.max(1e-4, levelOf(mixed))) * 10 ** (mixedDecibels / 20))
      const graph =
        `[0:a:0]aresample=${RATE},aformat=channel_layouts=mono,volume=0.4[o];[1:a:0]aresample=${RATE},aformat=channel_layouts=mono,volume=${(gain * 0.4).toFixed(4)}[m];` +
        `[o][m]amix=inputs=2:duration=first:normalize=0[a]`
      const repeated = recipe.voice ? ['-stream_loop', '-1'] : []
      const second = [...repeated, '-ss', String(theirs.startSeconds), '-t', seconds.toFixed(3), '-i', theirs.path]
      await ffmpeg([...first, ...second, '-filter_complex', graph, '-map', '[a]', ...codec, path])
    }
    const times = { queryStart: 0, queryEnd: seconds / speed, workStart: startSeconds, workEnd: startSeconds + seconds }
    return { path, pieces: [{ work: source.key, ...times }], also }
  },
})

/** Pitch without tempo: played faster, then stretched back. */
const pitch = (semitones: number): string => {
  const ratio = 2 ** (semitones / 12)
  return `asetrate=${Math.round(RATE * ratio)},aresample=${RATE},atempo=${(1 / ratio).toFixed(5)}`
}
const faster = (speed: number): Recipe => ({ filters: `asetrate=${Math.round(RATE * speed)},aresample=${RATE}`, speed })
const EQUALISER = 'equalizer=f=120:t=q:w=1:g=9,equalizer=f=1500:t=q:w=1:g=-9,equalizer=f=6000:t=q:w=1:g=8'

/** List 3 of the issue. Where something else is mixed in, it is another recording of the corpus. */
export const SOUND_EDITS: readonly Edit[] = [
  edit('coded', 'MP3 64 kbit/s', { codec: MP3('64k') }),
  edit('coded', 'MP3 32 kbit/s', { codec: MP3('32k') }),
  edit('coded', 'Opus 24 kbit/s', { codec: OPUS }),
  edit('coded', 'equaliser', { filters: EQUALISER }),
  edit('coded', 'noise', { filters: `aeval=val(0)*0.7+0.02*(random(0)*2-1)` }),
  edit('voice', 'voice 6 dB over it', { mixedDecibels: 6, voice: true }),
  edit('mixed', 'other 6 dB over it', { mixedDecibels: 6 }),
  edit('mixed', 'other as loud', { mixedDecibels: 0 }),
  edit('mixed', 'other 6 dB under it', { mixedDecibels: -6 }),
  ...[0.8, 0.85, 1.05, 1.25].map((speed) => edit('speed', `tempo ${speed}`, { filters: `atempo=${speed}`, speed })),
  edit('speed', 'speed + 6 %', faster(1.06)),
  edit('speed', 'speed − 6 %', faster(0.94)),
  ...[-2, -1, 1, 2].map((semitones) =>
    edit('speed', `pitch ${semitones > 0 ? '+' : '−'}${Math.abs(semitones)}`, { filters: pitch(semitones) }),
  ),
  edit('short', '5 s cut', { seconds: 5 }),
  edit('short', '5 s cut, MP3 32 kbit/s', { seconds: 5, codec: MP3('32k') }),
  edit('short', '5 s cut, other 6 dB under it', { seconds: 5, mixedDecibels: -6 }),
]
