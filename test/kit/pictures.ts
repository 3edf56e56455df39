import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** A picture with enough in it to be told from others: blobs of light drawn from a seed. Returns its path. */
export async function makePicture(dir: string, seed: number, size = { width: 480, height: 360 }): Promise<string> {
  let state = seed * 2_654_435_761 + 1
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_507) ^ Math.imul(state ^ (state >>> 13), 3_266_489_909)) >>> 0
    return state / 2 ** 32
  }
  const { width, height } = size
  const shapes = Array.from({ length: 40 }, () => {
    const [x, y, r] = [random() * width, random() * height, 10 + random() * 90]
    const colour = `hsl(${Math.floor(random() * 360)} 60% ${Math.floor(20 + random() * 60)}%)`
    return random() < 0.5
      ? `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}" opacity="0.8"/>`
      : `<rect x="${x}" y="${y}" width="${r * 1.6}" height="${r}" fill="${colour}" opacity="0.8"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#888"/>${shapes.join('')}</svg>`
  const path = join(dir, `picture-${seed}.png`)
  await writeFile(path, await sharp(Buffer.from(svg)).png().toBuffer())
  return path
}
