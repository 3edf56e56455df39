import { type Copy, type Piece, pick, type Source } from './edit.ts'
import { ffmpeg } from './ffmpeg.ts'

const FRAME_RATE = 25

/** A stretch of a video as it is put into a longer copy. */
export interface Stretch {
  source: Source
  startSeconds: number
  /** Of the work; the copy shows it for `seconds / speed`. */
  seconds: number
  speed: number
  mirrored: boolean
}

/** A stretch of at most `seconds` from a random place, away from the very ends. */
export const randomStretch = (source: Source, seconds: number, random: () => number): Stretch => {
  const length = Math.min(seconds, source.durationSeconds - 0.2)
  const startSeconds = Math.max(0, (source.durationSeconds - 0.1 - length) * random())
  return { source, startSeconds, seconds: length, speed: 1, mirrored: false }
}

/**
 * Stretches one after the other, each fitted into `width` × `height` with black around it, without sound. Pieces are given for the
 * stretches of `wanted` works; all others may be found. Throws Error when ffmpeg fails.
 */
export const joinStretches = async (
  stretches: readonly Stretch[],
  wanted: ReadonlySet<string>,
  canvas: { width: number; height: number },
  output: string,
): Promise<Copy> => {
  const path = `${output}.mp4`
  const { width, height } = canvas
  const inputs = stretches.flatMap(({ source, startSeconds, seconds }) => [
    ...['-ss', startSeconds.toFixed(3), '-t', seconds.toFixed(3), '-i', source.path],
  ])
  const chains = stretches.map(
    ({ speed, seconds, mirrored }, i) =>
      `[${i}:v:0]setpts=(PTS-STARTPTS)/${speed},${mirrored ? 'hflip,' : ''}scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2,` +
      `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=${FRAME_RATE},tpad=stop_mode=clone:stop_duration=1,` +
      `trim=duration=${(seconds / speed).toFixed(3)},format=yuv420p[v${i}]`,
  )
  const graph = `${chains.join(';')};${stretches.map((_, i) => `[v${i}]`).join('')}concat=n=${stretches.length}[v]`
  await ffmpeg([
    ...inputs,
    '-filter_complex',
    graph,
    '-map',
    '[v]',
    '-an',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '26',
    path,
  ])
  let at = 0
  const pieces: Piece[] = []
  for (const { source, startSeconds, seconds, speed } of stretches) {
    const length = Math.ceil((seconds / speed) * FRAME_RATE - 0.001) / FRAME_RATE
    if (wanted.has(source.key)) {
      const times = { queryStart: at, queryEnd: at + length, workStart: startSeconds, workEnd: startSeconds + seconds }
      pieces.push({ work: source.key, ...times })
    }
    at += length
  }
  return { path, pieces, also: stretches.map(({ source }) => source.key).filter((key) => !wanted.has(key)) }
}

/** Four to six stretches of 2.5 to 6 s from different works, 0.8 to 1.25 ×, two of five mirrored. */
export const compilationOf = (source: Source, others: readonly Source[], random: () => number): Stretch[] => {
  const sources = [source]
  const many = 4 + Math.floor(random() * 3)
  for (let tries = 0; sources.length < many && tries < 60; tries++) {
    const other = pick(others, random)
    if (!sources.includes(other) && other.durationSeconds >= 3) sources.push(other)
  }
  const shuffled = sources.map((s) => ({ s, at: random() })).sort((a, b) => a.at - b.at)
  return shuffled.map(({ s }) => ({
    ...randomStretch(s, 2.5 + random() * 3.5, random),
    speed: Number((0.8 + random() * 0.45).toFixed(3)),
    mirrored: random() < 0.4,
  }))
}
