import { cleanText } from '../../../../domains/fingerprints/iscc/text.ts'
import { textCode } from '../../../../domains/fingerprints/iscc/text-code.ts'

/** A longer text is not normalised in one piece, and gets no Text-Code. */
const CHARACTERS_MAX = 16_000_000

/** The Text-Code of a text that comes in pieces; null when it is longer than CHARACTERS_MAX. */
export const createTextCode = () => {
  let text: string | null = ''
  const add = (piece: string): void => {
    if (text !== null) text = text.length + piece.length <= CHARACTERS_MAX ? text + piece : null
  }
  const finish = (bits: number): string | null => (text === null ? null : textCode(cleanText(text), bits))
  return { add, finish }
}
