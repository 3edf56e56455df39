import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const OUTPUT_BYTES_MAX = 256 * 2 ** 20
const WALL_TIME_MS = 600_000

/** Whether a command of that name answers `-version`. */
export const installed = (command: string): boolean =>
  spawnSync(command, ['-version'], { stdio: 'ignore' }).status === 0

/** Runs the system's ffmpeg. Throws Error with what it said. */
export const ffmpeg = async (args: readonly string[]): Promise<{ stdout: Buffer; stderr: string }> => {
  const { stdout, stderr } = await run('ffmpeg', ['-hide_banner', '-nostdin', '-y', ...args], {
    encoding: 'buffer',
    maxBuffer: OUTPUT_BYTES_MAX,
    timeout: WALL_TIME_MS,
  })
  return { stdout, stderr: stderr.toString() }
}

/** Mono samples -1..1 of a stretch of the first sound stream. */
export const samplesOf = async (
  path: string,
  startSeconds: number,
  seconds: number,
  rate: number,
): Promise<Float32Array> => {
  const { stdout } = await ffmpeg([
    ...['-v', 'error', '-ss', String(startSeconds), '-t', String(seconds), '-i', path],
    ...['-map', '0:a:0', '-ac', '1', '-ar', String(rate), '-f', 'f32le', '-'],
  ])
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.byteLength & ~3)))
}

export interface Streams {
  width: number
  height: number
  hasSound: boolean
  durationSeconds: number
}

/** What ffprobe says of a file; zeros where there is no such stream. */
export const streamsOf = async (path: string): Promise<Streams> => {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path])
  const told = JSON.parse(stdout) as {
    streams: {
      codec_type: string
      width?: number
      height?: number
      disposition?: { attached_pic?: number }
      side_data_list?: { rotation?: number }[]
    }[]
    format: { duration?: string }
  }
  const video = told.streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1)
  const turned = Math.abs(video?.side_data_list?.find((d) => d.rotation !== undefined)?.rotation ?? 0) % 180 === 90
  const [width, height] = [video?.width ?? 0, video?.height ?? 0]
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    hasSound: told.streams.some((s) => s.codec_type === 'audio'),
    durationSeconds: Number(told.format.duration ?? 0),
  }
}
