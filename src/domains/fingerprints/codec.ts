import { invalid } from '../../kernel/errors.ts'
import {
  CODE_BYTES,
  type FingerprintView,
  LUMA_BYTES,
  type MediaFingerprint,
  type MediaKind,
  THUMB_BYTES,
  TURNS,
} from '../../ports/media.ts'
import { thumbsOfLumas } from './video/fingerprint-video.ts'

/** "QYF" and the version of this layout. */
const MAGIC = [0x51, 0x59, 0x46, 2]
const KINDS: readonly MediaKind[] = ['image', 'video', 'audio', 'text']
const FRAMES_MAX = 2_000_000
const VIEWS_MAX = 16
const TEXT_MAX = 512

interface Header {
  algorithm: string
  kind: number
  durationSeconds: number
  widthPixels: number
  heightPixels: number
  frames: number
  lumas: boolean
  views: { box: [number, number, number, number]; turned: boolean; moves: boolean }[]
  published: [string, number, string] | null
}

const malformed = (what: string) => invalid('fingerprint_malformed', `Not a fingerprint: ${what}`)

/**
 * Layout, little-endian: magic (4), header length (uint32), header (UTF-8 JSON), zeros up to a multiple of 8, frame times
 * (float64 each), lumas (when the header says so), then for each view its columns in the order boxes and codes, mirroredCodes,
 * turnedCodes (when the header says so), qualities, thumbs. Where there are lumas the first view has no thumbs: they follow
 * from them.
 */
export const encodeFingerprint = (fingerprint: MediaFingerprint): Uint8Array => {
  const header: Header = {
    algorithm: fingerprint.algorithm,
    kind: KINDS.indexOf(fingerprint.kind),
    durationSeconds: fingerprint.durationSeconds,
    widthPixels: fingerprint.widthPixels,
    heightPixels: fingerprint.heightPixels,
    frames: fingerprint.timesSeconds.length,
    lumas: fingerprint.lumas !== undefined,
    views: fingerprint.views.map(({ box, turnedCodes, boxes }) => ({
      box: [box.left, box.top, box.right, box.bottom],
      turned: turnedCodes.length > 0,
      moves: boxes !== undefined,
    })),
    published: fingerprint.published
      ? [fingerprint.published.pdqHex, fingerprint.published.pdqQuality, fingerprint.published.imghashHex]
      : null,
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const { lumas } = fingerprint
  const columns: Uint8Array[] = fingerprint.views.flatMap((view, number) => [
    ...(view.boxes ? [view.boxes] : []),
    view.codes,
    view.mirroredCodes,
    view.turnedCodes,
    view.qualities,
    ...(lumas && number === 0 ? [] : [view.thumbs]),
  ])
  const parts = lumas ? [lumas, ...columns] : columns
  const start = Math.ceil((8 + text.length) / 8) * 8
  const { timesSeconds } = fingerprint
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, start + timesSeconds.length * 8))
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(4, text.length, true)
  bytes.set(text, 8)
  timesSeconds.forEach((seconds, i) => {
    view.setFloat64(start + i * 8, seconds, true)
  })
  let at = start + timesSeconds.length * 8
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const isFraction = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2 ** 32
const isHex = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

const readHeader = (bytes: Uint8Array): Header => {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    throw malformed('header')
  }
  if (typeof value !== 'object' || value === null) throw malformed('header')
  const header = value as Partial<Record<keyof Header, unknown>>
  const { algorithm, kind, durationSeconds, widthPixels, heightPixels, frames, lumas, views, published } = header
  if (typeof algorithm !== 'string' || algorithm.length > 64) throw malformed('algorithm')
  if (!isCount(kind) || kind >= KINDS.length) throw malformed('kind')
  if (typeof durationSeconds !== 'number' || !(durationSeconds >= 0)) throw malformed('duration')
  if (!isCount(widthPixels) || !isCount(heightPixels)) throw malformed('size')
  if (!isCount(frames) || frames > FRAMES_MAX) throw malformed('frames')
  if (typeof lumas !== 'boolean') throw malformed('lumas')
  if (!Array.isArray(views) || views.length > VIEWS_MAX) throw malformed('views')
  const readViews = views.map((entry: unknown) => {
    const { box, turned, moves } = (entry ?? {}) as { box?: unknown; turned?: unknown; moves?: unknown }
    if (!Array.isArray(box) || box.length !== 4 || !box.every(isFraction)) throw malformed('box')
    const [left, top, right, bottom] = box as [number, number, number, number]
    if (left >= right || top >= bottom || typeof turned !== 'boolean' || typeof moves !== 'boolean') {
      throw malformed('view')
    }
    return { box: [left, top, right, bottom] as [number, number, number, number], turned, moves }
  })
  let readPublished: Header['published'] = null
  if (published !== null) {
    const [pdqHex, pdqQuality, imghashHex] = Array.isArray(published) ? (published as unknown[]) : []
    if (!isHex(pdqHex) || !isHex(imghashHex) || !isCount(pdqQuality) || pdqQuality > 100) throw malformed('published')
    readPublished = [pdqHex, pdqQuality, imghashHex]
  }
  return {
    algorithm,
    kind,
    durationSeconds,
    widthPixels,
    heightPixels,
    frames,
    lumas,
    views: readViews,
    published: readPublished,
  }
}

/** The inverse of `encodeFingerprint`. Throws AppError Invalid `fingerprint_malformed` for anything it did not write. */
export const decodeFingerprint = (bytes: Uint8Array): MediaFingerprint => {
  if (bytes.length < 8 || MAGIC.some((value, i) => bytes[i] !== value)) throw malformed('magic or version')
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const textLength = data.getUint32(4, true)
  if (textLength > TEXT_MAX * VIEWS_MAX || 8 + textLength > bytes.length) throw malformed('header length')
  const header = readHeader(bytes.subarray(8, 8 + textLength))
  const { frames } = header
  let at = Math.ceil((8 + textLength) / 8) * 8
  const expected = header.views.reduce(
    (sum, { turned, moves }, number) =>
      sum +
      frames *
        (CODE_BYTES * (2 + (turned ? TURNS.length : 0)) +
          (moves ? 4 : 0) +
          1 +
          (header.lumas && number === 0 ? 0 : THUMB_BYTES)),
    at + frames * (8 + (header.lumas ? LUMA_BYTES : 0)),
  )
  if (bytes.length !== expected) throw malformed('length')
  const timesSeconds = new Float64Array(frames)
  for (let i = 0; i < frames; i++, at += 8) {
    const seconds = data.getFloat64(at, true)
    if (!(seconds >= 0) || (i > 0 && seconds <= (timesSeconds[i - 1] ?? 0))) throw malformed('times')
    timesSeconds[i] = seconds
  }
  const take = (size: number): Uint8Array => {
    at += size
    return bytes.slice(at - size, at)
  }
  const lumas = header.lumas ? take(frames * LUMA_BYTES) : undefined
  const views = header.views.map(({ box, turned, moves }, number): FingerprintView => {
    const [left, top, right, bottom] = box
    return {
      box: { left, top, right, bottom },
      ...(moves ? { boxes: take(frames * 4) } : {}),
      codes: take(frames * CODE_BYTES),
      mirroredCodes: take(frames * CODE_BYTES),
      turnedCodes: take(turned ? frames * CODE_BYTES * TURNS.length : 0),
      qualities: take(frames),
      thumbs: lumas && number === 0 ? thumbsOfLumas(lumas) : take(frames * THUMB_BYTES),
    }
  })
  const fingerprint: MediaFingerprint = {
    algorithm: header.algorithm,
    kind: KINDS[header.kind] ?? 'text',
    durationSeconds: header.durationSeconds,
    widthPixels: header.widthPixels,
    heightPixels: header.heightPixels,
    timesSeconds,
    ...(lumas ? { lumas } : {}),
    views,
  }
  if (!header.published) return fingerprint
  const [pdqHex, pdqQuality, imghashHex] = header.published
  return { ...fingerprint, published: { pdqHex, pdqQuality, imghashHex } }
}
