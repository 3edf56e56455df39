import { IMAGE_SIDE } from './image-code.ts'

/** Support of the cubic kernel on either side, in source pixels when nothing is shrunk. */
const SUPPORT = 2
/** The kernel's free parameter, as Pillow has it. */
const SHARPNESS = -0.5

/** Keys' cubic convolution kernel (1981). */
const cubic = (distance: number): number => {
  const x = Math.abs(distance)
  if (x < 1) return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * SHARPNESS : 0
}

/** For each of IMAGE_SIDE outputs along an axis of `length` pixels: first source pixel, and weights that sum to one. */
const axisTaps = (length: number): { start: number; weights: Float64Array }[] => {
  const scale = length / IMAGE_SIDE
  const stretch = Math.max(1, scale)
  return Array.from({ length: IMAGE_SIDE }, (_, i) => {
    const centre = (i + 0.5) * scale
    const start = Math.max(0, Math.floor(centre - SUPPORT * stretch + 0.5))
    const end = Math.min(length, Math.floor(centre + SUPPORT * stretch + 0.5))
    const weights = Float64Array.from({ length: end - start }, (_, k) => cubic((start + k - centre + 0.5) / stretch))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { start, weights: weights.map((weight) => weight / sum) }
  })
}

const toByte = (value: number): number => Math.max(0, Math.min(255, Math.floor(value + 0.5)))

export interface RgbPicture {
  /** width × height × 3 values, row by row; upright, on white. */
  pixels: Uint8Array
  width: number
  height: number
}

/** The smallest box that holds every pixel unlike the one at the top left; the whole picture when there is none. */
const contentBox = ({ pixels, width, height }: RgbPicture) => {
  const [red, green, blue] = pixels
  let left = width
  let right = 0
  let top = height
  let bottom = 0
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) continue
      if (x < left) left = x
      if (x >= right) right = x + 1
      if (y < top) top = y
      bottom = y + 1
    }
  }
  return right > left ? { left, top, right, bottom } : { left: 0, top: 0, right: width, bottom: height }
}

/**
 * The grey picture that an Image-Code hashes, as ISO 24138:2024 prepares it: a border of one colour, that of the pixel at the top
 * left, is trimmed; then luma (ITU-R BT.601) and bicubic shrinking to IMAGE_SIDE × IMAGE_SIDE.
 */
export const greyPicture = (picture: RgbPicture): Uint8Array => {
  const { pixels, width } = picture
  const box = contentBox(picture)
  const boxWidth = box.right - box.left
  const boxHeight = box.bottom - box.top
  const columns = axisTaps(boxWidth)
  const rows = axisTaps(boxHeight)
  const luma = new Uint8Array(boxWidth)
  const narrow = new Uint8Array(boxHeight * IMAGE_SIDE)
  for (let y = 0; y < boxHeight; y++) {
    let at = ((box.top + y) * width + box.left) * 3
    for (let x = 0; x < boxWidth; x++, at += 3) {
      const sum = (pixels[at] ?? 0) * 19_595 + (pixels[at + 1] ?? 0) * 38_470 + (pixels[at + 2] ?? 0) * 7_471
      luma[x] = (sum + 0x8000) >> 16
    }
    columns.forEach(({ start, weights }, i) => {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += (luma[start + k] ?? 0) * (weights[k] ?? 0)
      narrow[y * IMAGE_SIDE + i] = toByte(sum)
    })
  }
  const grey = new Uint8Array(IMAGE_SIDE * IMAGE_SIDE)
  rows.forEach(({ start, weights }, j) => {
    for (let x = 0; x < IMAGE_SIDE; x++) {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += (narrow[(start + k) * IMAGE_SIDE + x] ?? 0) * (weights[k] ?? 0)
      grey[j * IMAGE_SIDE + x] = toByte(sum)
    }
  })
  return grey
}
