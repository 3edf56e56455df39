import { writeFile } from 'node:fs/promises'
import { bar, logo, screenGlare, stickers, subtitles } from './drawn.ts'
import { type Copy, type Edit, type EditContext, type Piece, pick, type Source } from './edit.ts'
import { ffmpeg, samplesOf, streamsOf } from './ffmpeg.ts'
import { compilationOf, joinStretches, randomStretch } from './joined.ts'
import { levelOf } from './level.ts'

const COPY_SECONDS = 10
const SIDE_MAX = 640

interface Size {
  width: number
  height: number
  random: () => number
}

interface Recipe {
  /** Filters after the cut and the scaling to at most 640 pixels. */
  filters?: string
  /** A PNG or SVG of the same size that is laid over at the end. */
  overlay?: Buffer
  speed?: number
  seconds?: number
  crf?: number
}

const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2)

const fitted = (size: { width: number; height: number }): { width: number; height: number } => {
  const scale = Math.min(1, SIDE_MAX / Math.max(size.width, size.height))
  return { width: even(size.width * scale), height: even(size.height * scale) }
}

const ENCODE = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '96k']

const pieceOf = (work: string, startSeconds: number, seconds: number, speed: number): Piece => ({
  work,
  queryStart: 0,
  queryEnd: seconds / speed,
  workStart: startSeconds,
  workEnd: startSeconds + seconds,
})

const single = (name: string, recipe: (size: Size) => Recipe): Edit => ({
  name,
  group: 'single',
  make: async ({ source, random, output }: EditContext): Promise<Copy> => {
    const streams = await streamsOf(source.path)
    const size = fitted(streams)
    const { filters, overlay, speed = 1, seconds = COPY_SECONDS, crf = 26 } = recipe({ ...size, random })
    const { startSeconds, seconds: length } = randomStretch(source, seconds, random)
    const drawn = `${output}.svg.png`
    if (overlay) await writeOverlay(overlay, drawn)
    const chain = `setpts=(PTS-STARTPTS)/${speed},scale=${size.width}:${size.height},setsar=1${filters ? `,${filters}` : ''},scale=trunc(iw/2)*2:trunc(ih/2)*2`
    const graph = overlay ? `[0:v:0]${chain}[b];[b][1:v]overlay=0:0[v]` : `[0:v:0]${chain}[v]`
    const path = `${output}.mp4`
    await ffmpeg([
      ...['-ss', startSeconds.toFixed(3), '-t', length.toFixed(3), '-i', source.path],
      ...(overlay ? ['-i', drawn] : []),
      ...[
        '-filter_complex',
        graph,
        '-map',
        '[v]',
        ...(streams.hasSound ? ['-map', '0:a:0', '-af', `atempo=${speed}`] : []),
      ],
      ...[...ENCODE, '-crf', String(crf), path],
    ])
    return { path, pieces: [pieceOf(source.key, startSeconds, length, speed)], also: [] }
  },
})

const writeOverlay = async (drawing: Buffer, path: string): Promise<void> => {
  const { default: sharp } = await import('sharp')
  await writeFile(path, await sharp(drawing).png().toBuffer())
}

const padded =
  (ratio: number, background: 'black' | 'blur') =>
  (size: Size): Recipe => {
    const wide = size.width / size.height > ratio
    const width = even(wide ? size.width : size.height * ratio)
    const height = even(wide ? size.width / ratio : size.height)
    return background === 'black'
      ? { filters: `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2` }
      : {
          filters: `split[a][c];[a]scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height},boxblur=12:2,eq=brightness=-0.08[d];[d][c]overlay=(W-w)/2:(H-h)/2`,
        }
  }

/** Portrait is shown in a landscape, and the other way round. */
const otherShape =
  (background: 'black' | 'blur') =>
  (size: Size): Recipe =>
    padded(size.width > size.height ? 9 / 16 : 16 / 9, background)(size)

/** One video over another: `above` covers `share` of the width. Both may be found; only the source must be. */
const together = (name: string, share: number, role: 'reacting' | 'shown'): Edit => ({
  name,
  group: 'single',
  make: async ({ source, others, random, output }): Promise<Copy> => {
    const other = pick(others, random)
    const size = fitted(await streamsOf((role === 'reacting' ? source : other).path))
    const mine = randomStretch(source, COPY_SECONDS, random)
    const theirs = randomStretch(other, COPY_SECONDS, random)
    const [below, above] = role === 'reacting' ? [mine, theirs] : [theirs, mine]
    const left = random() < 0.5 ? '8' : 'W-w-8'
    const top = role === 'reacting' ? 'H-h-8' : random() < 0.5 ? '8' : 'H-h-8'
    const path = `${output}.mp4`
    const inputs = [below, above].flatMap(({ source: from, startSeconds }) => [
      ...['-ss', startSeconds.toFixed(3), '-i', from.path],
    ])
    const graph =
      `[0:v:0]setpts=PTS-STARTPTS,scale=${size.width}:${size.height},setsar=1,fps=25,tpad=stop_mode=clone:stop_duration=10,trim=duration=${mine.seconds.toFixed(3)}[b];` +
      `[1:v:0]setpts=PTS-STARTPTS,scale=${even(size.width * share)}:${even(size.height * share)}:force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1,fps=25,tpad=stop_mode=clone:stop_duration=10,trim=duration=${mine.seconds.toFixed(3)}[a];` +
      `[b][a]overlay=${left}:${top}:shortest=1[v]`
    await ffmpeg([
      ...inputs,
      '-filter_complex',
      graph,
      '-map',
      '[v]',
      '-an',
      ...ENCODE,
      '-crf',
      '26',
      '-t',
      mine.seconds.toFixed(3),
      path,
    ])
    return { path, pieces: [pieceOf(source.key, mine.startSeconds, mine.seconds, 1)], also: [other.key] }
  },
})

/** Pictures and a softer original sound stay, another voice lies over it. */
const dubbed: Edit = {
  name: 'dubbed',
  group: 'single',
  make: async ({ source, others, random, output }): Promise<Copy> => {
    const streams = await streamsOf(source.path)
    const size = fitted(streams)
    const { startSeconds, seconds } = randomStretch(source, COPY_SECONDS, random)
    let voice: Source | null = null
    for (let tries = 0; tries < 12 && !voice; tries++) {
      const other = pick(others, random)
      if ((await streamsOf(other.path)).hasSound) voice = other
    }
    const path = `${output}.mp4`
    const level = voice && streams.hasSound ? levelOf(await samplesOf(source.path, startSeconds, seconds, 8000)) : 0.05
    const gain = voice
      ? Math.min(30, (2 * level) / Math.max(1e-4, levelOf(await samplesOf(voice.path, 0, seconds, 8000))))
      : 0
    const mixed = voice && streams.hasSound && level > 1e-3
    const sound = mixed
      ? [
          '-filter_complex',
          `[0:a:0]aresample=44100,volume=0.6[o];[1:a:0]aresample=44100,volume=${gain.toFixed(3)},volume=0.6[w];[o][w]amix=inputs=2:duration=first:normalize=0[a]`,
          ...['-map', '[a]'],
        ]
      : []
    await ffmpeg([
      ...[
        '-ss',
        startSeconds.toFixed(3),
        '-t',
        seconds.toFixed(3),
        '-i',
        source.path,
        ...(voice ? ['-i', voice.path] : []),
      ],
      ...[...sound, '-map', '0:v:0', '-vf', `scale=${size.width}:${size.height}`, ...ENCODE, '-crf', '26', path],
    ])
    return { path, pieces: [pieceOf(source.key, startSeconds, seconds, 1)], also: voice ? [voice.key] : [] }
  },
}

/** Filmed off a screen: a slanted view with a dark margin, stripes where the two rasters beat, glare, a softer and noisier picture. */
const offScreen = ({ width, height, random }: Size): Recipe => {
  const [margin, near] = [0.15, (): number => 0.02 + random() * 0.08]
  const low = (): string => ((margin - near()) / (1 + 2 * margin)).toFixed(4)
  const high = (): string => ((1 + margin + near()) / (1 + 2 * margin)).toFixed(4)
  const corners = `W*${low()}:H*${low()}:W*${high()}:H*${low()}:W*${low()}:H*${high()}:W*${high()}:H*${high()}`
  return {
    filters:
      `pad=${even(width * (1 + 2 * margin))}:${even(height * (1 + 2 * margin))}:(ow-iw)/2:(oh-ih)/2:color=0x1c1c1e,` +
      `perspective=${corners}:sense=source,scale=${width}:${height},gblur=sigma=0.8,eq=contrast=0.85:saturation=0.8,noise=alls=8:allf=t`,
    overlay: screenGlare(width, height, random),
  }
}

const CANVAS = { width: 480, height: 272 }
const TALL = { width: 272, height: 480 }

const introOutro: Edit = {
  name: 'intro and outro added',
  group: 'joined',
  make: ({ source, others, random, output }) => {
    const around = [pick(others, random), pick(others, random)].map((other) => randomStretch(other, 4, random))
    const [intro, outro] = around
    const parts = [intro, randomStretch(source, COPY_SECONDS, random), outro].filter((part) => part !== undefined)
    return joinStretches(parts, new Set([source.key]), CANVAS, output)
  },
}

const reordered: Edit = {
  name: 're-ordered',
  group: 'joined',
  make: ({ source, output }) => {
    const third = Math.min(5, (source.durationSeconds - 0.2) / 3)
    const starts = [2, 1, 0].map((i) => (i * (source.durationSeconds - 0.2)) / 3)
    const parts = starts.map((startSeconds) => ({ source, startSeconds, seconds: third, speed: 1, mirrored: false }))
    return joinStretches(parts, new Set([source.key]), CANVAS, output)
  },
}

/** Every piece of a compilation must be found. */
const compilation = (name: string, canvas: typeof CANVAS): Edit => ({
  name,
  group: 'compilation',
  make: ({ source, others, random, output }) => {
    const stretches = compilationOf(source, others, random)
    return joinStretches(stretches, new Set(stretches.map((stretch) => stretch.source.key)), canvas, output)
  },
})

const over =
  (drawing: (width: number, height: number, random: () => number) => Buffer) =>
  (size: Size): Recipe => ({
    overlay: drawing(size.width, size.height, size.random),
  })

/** List 2 of the issue. */
export const VIDEO_EDITS: readonly Edit[] = [
  single('half size', () => ({ filters: 'scale=iw/2:ih/2' })),
  single('CRF 40', () => ({ crf: 40 })),
  single('mirrored', () => ({ filters: 'hflip' })),
  ...[0.75, 0.8, 1.25, 1.33].map((speed) => single(`speed ${speed}`, () => ({ speed }))),
  single('12 frames a second', () => ({ filters: 'fps=12' })),
  single('60 frames a second', () => ({ filters: 'fps=60' })),
  single('cut to 3 s', () => ({ seconds: 3 })),
  single('crop 10 %', () => ({ filters: 'crop=iw*0.9:ih*0.9' })),
  single('crop to 60 % of the area', () => ({ filters: 'crop=iw*0.775:ih*0.775' })),
  single('crop 30 % off-centre', ({ random }) => ({
    filters: `crop=iw*0.7:ih*0.7:iw*${(0.3 * random()).toFixed(3)}:ih*${(0.3 * random()).toFixed(3)}`,
  })),
  single('rotated 5°', () => ({ filters: 'rotate=0.0873,crop=iw*0.86:ih*0.86' })),
  single('rotated 10° with black corners', ({ random }) => ({ filters: `rotate=${random() < 0.5 ? '' : '-'}0.1745` })),
  single('filmed off a screen', offScreen),
  single('letterbox 12.5 %', () => ({ filters: 'pad=iw:trunc(ih*0.625)*2:0:(oh-ih)/2' })),
  single('other shape with black', otherShape('black')),
  single('other shape with blur', otherShape('blur')),
  single('subtitles', over(subtitles)),
  single(
    'covering bar 20 %',
    over((width, height, random) => bar(width, height, 0.2, random)),
  ),
  single('stickers', over(stickers)),
  single(
    'logo 18 %',
    over((width, height, random) => logo(width, height, 0.18, random)),
  ),
  single('brighter with contrast and colour', () => ({ filters: 'eq=brightness=0.08:contrast=1.25:saturation=1.3' })),
  single('grey', () => ({ filters: 'hue=s=0' })),
  single('blurred', () => ({ filters: 'gblur=sigma=2.5' })),
  single('noise', () => ({ filters: 'noise=alls=22:allf=t' })),
  single('mirrored and padded with blur at 1.15 ×', (size) => ({
    filters: `hflip,${otherShape('blur')(size).filters}`,
    speed: 1.15,
  })),
  together('reaction video in the corner', 0.33, 'reacting'),
  together('picture in picture 50 %', 0.5, 'shown'),
  dubbed,
  introOutro,
  reordered,
  compilation('compilation 16:9', CANVAS),
  compilation('compilation 9:16', TALL),
]
