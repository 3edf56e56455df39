import { xxHash32 } from 'js-xxhash'
import { createMinhash } from './minhash.ts'
import { collapseText, forEachWindow } from './text.ts'
import { contentUnit } from './units.ts'

const WINDOW_CHARACTERS = 13

/** The Text-Code of plain text: a minhash over every run of 13 characters of the collapsed text. */
export const textCode = (text: string, bits: number): string => {
  const minhash = createMinhash()
  forEachWindow(collapseText(text), WINDOW_CHARACTERS, (run) => minhash.add(xxHash32(run)))
  return contentUnit('TEXT', minhash.digest(), bits)
}
