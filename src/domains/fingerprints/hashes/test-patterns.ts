import { CODE_BYTES } from '../../../ports/media.ts'
import { codeWords, hammingDistance } from './hamming.ts'

/** PDQ of the pictures that broadcasters and encoders send when there is nothing to show, as FFmpeg draws them, in its text form. */
const PATTERNS: Readonly<Record<string, string>> = {
  'EBU bars, 100 %': 'c639c63939c6c63939c6c63939c6c63939c6c63939c6c63939c6c63939c6c639',
  'EBU bars, 75 %': 'a55a5aa5a55a5aa5a55a5aa5a55a5aa5a55a5aa5a55a5aa5a55a5aa5a55a5aa5',
  'SMPTE EG 1 bars': '6ad50ad1f52e0ad11893f52e0ad1f52e952a0ad1f52e1de06ad5f52e19e1e21f',
  'SMPTE RP 219 bars': 'e0f53d29cec6b07115284f8e3139c2d61f0abd29c2d61d2bfd89c2d61939c7c3',
  'stripes of red, green and blue': '8822ef7a775d32289ac6cf570aa8eb38f55512289ec7cf570aa8eb38f55700a8',
  'stripes of Y, U and V': '2abff722f540554058852abf2abff722f540f54078852abf2abff722d540d540',
  'FFmpeg testsrc': '2a552959d4aca5e27819afe65a1dbee6d4bc5a19ee665919c2e64819a158a6e6',
  'FFmpeg testsrc2': '8f53cd5344ab66adb3d5b15b91ba48bfccf4e45cc668da3833111b303d822ec1',
}
const SAME_DISTANCE_MAX = 31

const wordsOf = (hex: string): Uint32Array => {
  const code = new Uint8Array(CODE_BYTES)
  for (let i = 0; i < CODE_BYTES; i++) code[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16)
  return codeWords(code.reverse())
}

/** 1 for each code (CODE_BYTES) that is a test pattern, else 0. */
export const testPatterns = (codes: Uint8Array): Uint8Array => {
  const patterns = Object.values(PATTERNS).map(wordsOf)
  const words = codeWords(codes)
  return Uint8Array.from({ length: codes.length / CODE_BYTES }, (_, i) =>
    patterns.some((pattern) => hammingDistance(words, i, pattern, 0) <= SAME_DISTANCE_MAX) ? 1 : 0,
  )
}
