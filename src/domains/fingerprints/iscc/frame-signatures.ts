import { SIGNATURE_ELEMENTS } from './video-code.ts'

/** Elements in one byte, as a number of base 3. */
const PACKED = 5
const SIGNATURE_BYTES = SIGNATURE_ELEMENTS / PACKED
/** Bits before the number of frames; between it and the number of segments; of one segment; of one frame before its signature. */
const HEAD_BITS = 129
const REGION_BITS = 16 + 1 + 64
const SEGMENT_BITS = 4 * 32 + 1 + 5 * 243
const FRAME_HEAD_BITS = 1 + 32 + 8 + 5 * 8

/**
 * The frame signatures of a binary MPEG-7 video signature (ISO/IEC 15938-3, 7) with one region and uncompressed, as FFmpeg writes
 * it: SIGNATURE_ELEMENTS values 0, 1 or 2 a frame. Null when the bytes end too early.
 */
export const readFrameSignatures = (bytes: Uint8Array): Uint8Array[] | null => {
  let at = HEAD_BITS
  const take = (bits: number): number => {
    let value = 0
    for (let i = 0; i < bits; i++, at++) value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
  const frames = take(32)
  at += REGION_BITS
  const segments = take(32)
  at += segments * SEGMENT_BITS + 1
  if (at + frames * (FRAME_HEAD_BITS + SIGNATURE_BYTES * 8) > bytes.length * 8) return null
  return Array.from({ length: frames }, () => {
    at += FRAME_HEAD_BITS
    const signature = new Uint8Array(SIGNATURE_ELEMENTS)
    for (let i = 0; i < SIGNATURE_BYTES; i++) {
      let packed = take(8)
      for (let j = PACKED - 1; j >= 0; j--) {
        signature[i * PACKED + j] = packed % 3
        packed = Math.floor(packed / 3)
      }
    }
    return signature
  })
}
