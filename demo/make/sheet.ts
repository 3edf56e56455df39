import sharp from 'sharp'
import { type Clip, renderFrames } from './engine/clip.ts'
import { HEIGHT, WIDTH } from './engine/stage.ts'

/** A contact sheet of a clip, to look at while drawing: every `step`-th frame, eight to a row. */
export async function contactSheet(clip: Clip, file: string, step = 24, only?: readonly string[]): Promise<void> {
  const shots = only ? clip.shots.filter((s) => only.includes(s.name)) : clip.shots
  const thumbs: Buffer[] = []
  for await (const stage of renderFrames({ ...clip, shots }, step)) {
    const raw = Buffer.from(new Uint8Array(stage.px.buffer.slice(0)))
    thumbs.push(
      await sharp(raw, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
        .resize(270, 480)
        .png()
        .toBuffer(),
    )
  }
  const columns = Math.min(thumbs.length, 7)
  const rows = Math.ceil(thumbs.length / columns)
  await sharp({ create: { width: columns * 274, height: rows * 484, channels: 3, background: '#222' } })
    .composite(thumbs.map((input, i) => ({ input, left: (i % columns) * 274, top: Math.floor(i / columns) * 484 })))
    .png()
    .toFile(file)
}
