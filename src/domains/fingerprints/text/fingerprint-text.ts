import type { MediaFingerprint } from '../../../ports/media.ts'
import { TEXT_ALGORITHM } from './text-codec.ts'
import { tokenizeText } from './tokenize-text.ts'

/** The fingerprint of a text as it was extracted from its file. */
export const fingerprintText = (text: string): MediaFingerprint => ({
  algorithm: TEXT_ALGORITHM,
  kind: 'text',
  durationSeconds: 0,
  widthPixels: 0,
  heightPixels: 0,
  timesSeconds: new Float64Array(0),
  views: [],
  text: tokenizeText(text),
})
