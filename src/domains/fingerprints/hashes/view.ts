import {
  CODE_BYTES,
  type ContentBox,
  type FingerprintView,
  THUMB_BYTES,
  THUMB_SIDE,
  TURNS,
} from '../../../ports/media.ts'
import { createPdq, writePdqCode } from './pdq.ts'

/** A window in whole pixels: left, top inclusive; width and height at least THUMB_SIDE. */
const pixelWindow = (box: ContentBox, width: number, height: number) => {
  const left = Math.min(Math.round(box.left * width), width - THUMB_SIDE)
  const top = Math.min(Math.round(box.top * height), height - THUMB_SIDE)
  return {
    left,
    top,
    width: Math.max(THUMB_SIDE, Math.round(box.right * width) - left),
    height: Math.max(THUMB_SIDE, Math.round(box.bottom * height) - top),
  }
}

const bounds = (start: number, length: number): Int32Array =>
  Int32Array.from({ length: THUMB_SIDE + 1 }, (_, i) => start + Math.floor((i * length) / THUMB_SIDE))

/**
 * Hashes frames of one size seen through one window. `add` reads width × height luma values (at least THUMB_SIDE each way);
 * `finish` gives the columns of everything added.
 */
export const createViewBuilder = (box: ContentBox, width: number, height: number, withTurns: boolean) => {
  const window = pixelWindow(box, width, height)
  const hash = createPdq(window.width, window.height, 'area')
  const columns = bounds(window.left, window.width)
  const rows = bounds(window.top, window.height)
  const rowBytes = 2 * CODE_BYTES + (withTurns ? TURNS.length * CODE_BYTES : 0) + 1 + THUMB_BYTES
  let store = new Uint8Array(64 * rowBytes)
  let count = 0

  const writeThumb = (luma: Float32Array | Uint8Array, out: number): void => {
    for (let i = 0; i < THUMB_SIDE; i++) {
      for (let j = 0; j < THUMB_SIDE; j++) {
        let sum = 0
        const bottom = rows[i + 1] ?? 0
        const right = columns[j + 1] ?? 0
        for (let y = rows[i] ?? 0; y < bottom; y++) {
          for (let x = columns[j] ?? 0; x < right; x++) sum += luma[y * width + x] ?? 0
        }
        const area = (bottom - (rows[i] ?? 0)) * (right - (columns[j] ?? 0))
        store[out + i * THUMB_SIDE + j] = Math.round(sum / area)
      }
    }
  }

  const add = (luma: Float32Array | Uint8Array): void => {
    if ((count + 1) * rowBytes > store.length) {
      const grown = new Uint8Array(store.length * 2)
      grown.set(store)
      store = grown
    }
    const spectrum = hash(luma, window.top * width + window.left, width)
    let out = count * rowBytes
    writePdqCode(spectrum, 'upright', store, out)
    writePdqCode(spectrum, 'mirrored', store, out + CODE_BYTES)
    out += 2 * CODE_BYTES
    if (withTurns) {
      TURNS.forEach((turn, i) => {
        writePdqCode(spectrum, turn, store, out + i * CODE_BYTES)
      })
      out += TURNS.length * CODE_BYTES
    }
    store[out] = spectrum.quality
    writeThumb(luma, out + 1)
    count++
  }

  const finish = (): FingerprintView => {
    const column = (start: number, size: number): Uint8Array => {
      const out = new Uint8Array(count * size)
      for (let i = 0; i < count; i++) {
        out.set(store.subarray(i * rowBytes + start, i * rowBytes + start + size), i * size)
      }
      return out
    }
    const turnBytes = withTurns ? TURNS.length * CODE_BYTES : 0
    return {
      box,
      codes: column(0, CODE_BYTES),
      mirroredCodes: column(CODE_BYTES, CODE_BYTES),
      turnedCodes: column(2 * CODE_BYTES, turnBytes),
      qualities: column(2 * CODE_BYTES + turnBytes, 1),
      thumbs: column(2 * CODE_BYTES + turnBytes + 1, THUMB_BYTES),
    }
  }
  return { add, finish }
}
