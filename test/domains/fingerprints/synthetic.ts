import { indexObject } from '../../../src/domains/fingerprints/index-object.ts'
import { matchFingerprint, type ObjectMatch } from '../../../src/domains/fingerprints/matcher.ts'
import { fingerprintPicture } from '../../../src/domains/fingerprints/pictures/fingerprint-picture.ts'
import { createKeyIndex } from '../../../src/domains/fingerprints/search/key-index.ts'
import { createMultiIndex } from '../../../src/domains/fingerprints/search/multi-index.ts'
import { createVideoFingerprint } from '../../../src/domains/fingerprints/video/fingerprint-video.ts'
import type { MediaFingerprint } from '../../../src/ports/media.ts'
import type { SearchIndex } from '../../../src/ports/search-index.ts'

const SAMPLE_SECONDS = 1 / 8
const FRAME_SIDE = 256

const noise = (seed: number): number => {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}

export type Scene = (seconds: number, luma: Uint8Array) => void

/** A moving scene made of a few drifting waves and spots; seeds have nothing in common. A new shot every `shotSeconds`. */
export const movingScene =
  (seed: number, shotSeconds = 4): Scene =>
  (seconds, luma) => {
    const shot = seed * 1000 + Math.floor(seconds / shotSeconds)
    const part = (k: number): number => noise(shot * 64 + k)
    const waves = Array.from({ length: 6 }, (_, w) => ({
      kx: (part(w * 4) - 0.5) * 0.16,
      ky: (part(w * 4 + 1) - 0.5) * 0.16,
      phase: part(w * 4 + 2) * 6.28 + (part(w * 4 + 3) - 0.5) * 1.2 * seconds,
    }))
    const spots = Array.from({ length: 4 }, (_, s) => ({
      cx: FRAME_SIDE * (0.5 + 0.4 * Math.sin(part(30 + s) * 6.28 + seconds * (0.2 + part(40 + s) * 0.5))),
      cy: FRAME_SIDE * (0.5 + 0.4 * Math.cos(part(50 + s) * 6.28 + seconds * (0.2 + part(45 + s) * 0.5))),
      level: s % 2 === 0 ? 70 : -70,
    }))
    for (let y = 0; y < FRAME_SIDE; y += 4) {
      for (let x = 0; x < FRAME_SIDE; x += 4) {
        let value = 128
        for (const { kx, ky, phase } of waves) value += 22 * Math.sin(kx * x + ky * y + phase)
        for (const { cx, cy, level } of spots) if ((x - cx) ** 2 + (y - cy) ** 2 < 900) value += level
        const level = Math.max(0, Math.min(255, value))
        for (let dy = 0; dy < 4; dy++) luma.fill(level, (y + dy) * FRAME_SIDE + x, (y + dy) * FRAME_SIDE + x + 4)
      }
    }
  }

export const blackScene: Scene = (_, luma) => {
  luma.fill(16)
}

/** One scene after another, each for its seconds. */
export const sequence =
  (...parts: readonly (readonly [seconds: number, scene: Scene])[]): Scene =>
  (seconds, luma) => {
    let from = 0
    for (const [length, scene] of parts) {
      if (seconds < from + length) {
        scene(seconds - from, luma)
        return
      }
      from += length
    }
    blackScene(seconds, luma)
  }

/**
 * The scene as a copy shows it whose picture lies on the scene's as `map` says (a..h, see PictureTransform); elsewhere the
 * background.
 */
export const laidOn = (scene: Scene, map: readonly number[], background: Scene): Scene => {
  const source = new Uint8Array(FRAME_SIDE * FRAME_SIDE)
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = map
  return (seconds, luma) => {
    scene(seconds, source)
    background(seconds, luma)
    for (let y = 0; y < FRAME_SIDE; y++) {
      for (let x = 0; x < FRAME_SIDE; x++) {
        const [u, v] = [(x + 0.5) / FRAME_SIDE, (y + 0.5) / FRAME_SIDE]
        const column = Math.floor((a * u + b * v + c) * FRAME_SIDE)
        const row = Math.floor((d * u + e * v + f) * FRAME_SIDE)
        if (Math.min(column, row) < 0 || Math.max(column, row) >= FRAME_SIDE) continue
        luma[y * FRAME_SIDE + x] = source[row * FRAME_SIDE + column] ?? 0
      }
    }
  }
}

export interface Filming {
  /** Which second of the scene the video begins with. */
  startSeconds?: number
  durationSeconds: number
  /** How much faster than the scene. */
  speed?: number
  mirrored?: boolean
  /** Uniform noise added to each pixel, luma levels either way. */
  grain?: number
}

/** The fingerprint of a scene as the media engine would make it. */
export const film = (scene: Scene, filming: Filming): MediaFingerprint => {
  const { startSeconds = 0, durationSeconds, speed = 1, mirrored = false, grain = 2 } = filming
  const builder = createVideoFingerprint(FRAME_SIDE, FRAME_SIDE)
  const luma = new Uint8Array(FRAME_SIDE * FRAME_SIDE)
  let dice = 12345
  for (let n = 0; n * SAMPLE_SECONDS < durationSeconds - 1e-9; n++) {
    scene(startSeconds + n * SAMPLE_SECONDS * speed, luma)
    if (mirrored) for (let y = 0; y < FRAME_SIDE; y++) luma.subarray(y * FRAME_SIDE, (y + 1) * FRAME_SIDE).reverse()
    for (let i = 0; i < luma.length; i += 1) {
      dice = (Math.imul(dice, 1103515245) + 12345) >>> 0
      luma[i] = Math.max(0, Math.min(255, (luma[i] ?? 0) + ((dice >>> 16) % (2 * grain + 1)) - grain))
    }
    builder.add(n * SAMPLE_SECONDS, luma)
  }
  return builder.finish({ durationSeconds, widthPixels: 640, heightPixels: 640 })
}

/** A still of a scene as a picture. */
export const still = (scene: Scene, seconds: number): MediaFingerprint => {
  const luma = new Uint8Array(FRAME_SIDE * FRAME_SIDE)
  scene(seconds, luma)
  return fingerprintPicture({
    luma: Float32Array.from(luma),
    width: FRAME_SIDE,
    height: FRAME_SIDE,
    widthPixels: 1024,
    heightPixels: 1024,
  })
}

const inThisThread = <T extends object>(index: T) =>
  Object.fromEntries(Object.entries(index).map(([name, call]) => [name, async (...given: unknown[]) => call(...given)]))

/** The indexes of the product without their thread. */
export const searchIndex = (): SearchIndex =>
  ({
    frames: inThisThread(createMultiIndex()),
    features: inThisThread(createMultiIndex()),
    sound: inThisThread(createKeyIndex()),
    text: inThisThread(createKeyIndex()),
    covered: async () => null,
    cover: async () => {},
    clear: async () => {},
    close: async () => {},
  }) as unknown as SearchIndex

/** Registers `works` in a fresh index and matches `query`. */
export const matchAmong = async (
  query: MediaFingerprint,
  works: Record<string, MediaFingerprint>,
  registrantOf?: (objectKey: string) => Promise<string>,
): Promise<ObjectMatch[]> => {
  const index = searchIndex()
  for (const [objectKey, work] of Object.entries(works)) await indexObject(index, objectKey, work)
  return matchFingerprint(query, {
    index,
    load: async (objectKey) => works[objectKey] ?? null,
    ...(registrantOf ? { registrantOf } : {}),
  })
}
