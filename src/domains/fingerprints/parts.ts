import { notFound } from '../../kernel/errors.ts'
import type { MediaFingerprint } from '../../ports/media.ts'
import { decodeFingerprint, encodeFingerprint } from './codec.ts'
import { decodeFeatures, encodeFeatures } from './features/codec.ts'
import { FEATURES_ALGORITHM } from './features/extract.ts'
import { decodeUnits, encodeUnits, ISCC_ALGORITHM } from './iscc/stored-units.ts'
import { PICTURE_ALGORITHM } from './pictures/fingerprint-picture.ts'
import { SOUND_ALGORITHM } from './sound/fingerprint-sound.ts'
import { decodeSound, encodeSound } from './sound/sound-codec.ts'
import { decodeText, encodeText, TEXT_ALGORITHM } from './text/text-codec.ts'
import { VIDEO_ALGORITHM } from './video/fingerprint-video.ts'

/** `frames` holds the facts of the file too, and so is there for every kind. */
export type PartName = 'frames' | 'features' | 'sound' | 'text' | 'iscc'

/** What recordings without pictures have in the place of frames. */
export const EMPTY_ALGORITHM = 'qianyin-none-1'

/** The algorithms that fingerprints are made with now. */
export const ALGORITHMS: Readonly<Record<PartName, readonly string[]>> = {
  frames: [PICTURE_ALGORITHM, VIDEO_ALGORITHM, TEXT_ALGORITHM, EMPTY_ALGORITHM],
  features: [FEATURES_ALGORITHM],
  sound: [SOUND_ALGORITHM],
  text: [TEXT_ALGORITHM],
  iscc: [ISCC_ALGORITHM],
}

export interface FingerprintPart {
  part: PartName
  algorithm: string
  body: Uint8Array
}

interface PartCodec {
  /** null when the fingerprint has no such part. */
  encode: (fingerprint: MediaFingerprint) => Omit<FingerprintPart, 'part'> | null
  /** Throws AppError Invalid `fingerprint_malformed`. */
  decode: (body: Uint8Array) => Partial<MediaFingerprint>
}

/** A part that is not listed is in no fingerprint yet. */
const FURTHER_PARTS: Partial<Record<PartName, PartCodec>> = {
  features: {
    encode: ({ features }) => (features ? { algorithm: FEATURES_ALGORITHM, body: encodeFeatures(features) } : null),
    decode: (body) => ({ features: decodeFeatures(body) }),
  },
  iscc: {
    encode: ({ iscc }) => (iscc ? { algorithm: ISCC_ALGORITHM, body: encodeUnits(iscc) } : null),
    decode: (body) => ({ iscc: decodeUnits(body) }),
  },
  text: {
    encode: ({ text }) => (text ? { algorithm: TEXT_ALGORITHM, body: encodeText(text) } : null),
    decode: (body) => ({ text: decodeText(body) }),
  },
  sound: {
    encode: ({ sound }) => (sound ? { algorithm: sound.algorithm, body: encodeSound(sound) } : null),
    decode: (body) => ({ sound: decodeSound(body) }),
  },
}

/** What is stored of a fingerprint: the part `frames`, then what else there is of it. */
export const encodeParts = (fingerprint: MediaFingerprint): FingerprintPart[] => [
  { part: 'frames', algorithm: fingerprint.algorithm, body: encodeFingerprint(fingerprint) },
  ...Object.entries(FURTHER_PARTS).flatMap(([part, { encode }]) => {
    const encoded = encode(fingerprint)
    return encoded ? [{ part: part as PartName, ...encoded }] : []
  }),
]

/** The fingerprint with the parts that are given. Throws NotFound without `frames`, Invalid `fingerprint_malformed`. */
export const decodeParts = (parts: readonly Pick<FingerprintPart, 'part' | 'body'>[]): MediaFingerprint => {
  const frames = parts.find(({ part }) => part === 'frames')
  if (!frames) throw notFound('fingerprint')
  const fingerprint = decodeFingerprint(frames.body)
  for (const { part, body } of parts) Object.assign(fingerprint, FURTHER_PARTS[part]?.decode(body))
  return fingerprint
}
