import { type Bitmap, paint } from './bitmap.ts'
import { dim, finish, type Grade } from './finish.ts'
import { ramp } from './maths.ts'
import { createStage, draw, FPS, type Stage } from './stage.ts'

/** Draws the moment `t` seconds into the shot; `p` runs from 0 to 1. */
export type Painter = (stage: Stage, t: number, p: number) => void

export interface Shot {
  readonly name: string
  readonly seconds: number
  readonly grade: Grade
  readonly caption?: string
  readonly build: () => Promise<Painter>
}

export interface Clip {
  readonly key: string
  readonly shots: readonly Shot[]
  readonly score: (seconds: number) => Float32Array[]
  /** x264 quality; higher is smaller. */
  readonly crf: number
}

export const clipSeconds = (clip: Clip): number => clip.shots.reduce((sum, s) => sum + s.seconds, 0)
export const shotFrames = (shot: Shot): number => Math.round(shot.seconds * FPS)

const FONT = "font-family='Noto Sans CJK SC' font-weight='500'"

const captionLayer = (text: string): Promise<Bitmap> =>
  paint(
    `<defs><filter id='s' x='-20%' y='-60%' width='140%' height='220%'><feGaussianBlur stdDeviation='4'/></filter></defs>
     <g ${FONT} font-size='27' letter-spacing='3' text-anchor='middle'>
     <text x='270' y='838' fill='#000' stroke='#000' stroke-width='5' opacity='.8' filter='url(#s)'>${text}</text>
     <text x='270' y='838' fill='#fbf6ea'>${text}</text></g>`,
    { x: 0, y: 790, w: 540, h: 80, k: 1, texture: 0 },
  )

/** Yields every finished frame of the clip, shot after shot; the stage is reused. */
export async function* renderFrames(clip: Clip, step = 1): AsyncGenerator<Stage> {
  const stage = createStage()
  let frame = 0
  for (const [index, shot] of clip.shots.entries()) {
    const painter = await shot.build()
    const caption = shot.caption ? await captionLayer(shot.caption) : undefined
    const count = shotFrames(shot)
    for (let i = 0; i < count; i += step) {
      const t = i / FPS
      stage.px.fill(0xff000000)
      painter(stage, t, i / (count - 1))
      finish(stage, frame + i, shot.grade)
      if (caption)
        draw(stage, caption, { alpha: ramp(t, 0.25, 0.55) * (1 - ramp(t, shot.seconds - 0.3, shot.seconds)) })
      if (index === 0) dim(stage, ramp(t, -0.2, 0.45))
      if (index === clip.shots.length - 1) dim(stage, 1 - ramp(t, shot.seconds - 0.7, shot.seconds + 0.1))
      yield stage
    }
    frame += count
  }
}
