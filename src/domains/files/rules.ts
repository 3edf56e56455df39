import { AppError, invalid } from '../../kernel/errors.ts'
import type { FileView, MediaKind } from './contract.ts'

/** Hashing is quick beside decoding: the share of the whole that the bar gives it. */
const storingShare = 0.2

export interface FileSituation {
  hasBytes: boolean
  object: { state: 'stored' | 'examined' | 'refused'; refusalCode: string | null; refusalMessage: string | null } | null
  job: { fraction: number; dead: boolean } | null
}

/** Where a file stands, from its object and the job that works on it. */
export function fileStanding(now: FileSituation): Pick<FileView, 'state' | 'progress' | 'refusal'> {
  const { object, job } = now
  if (object?.state === 'examined') return { state: 'ready', progress: 1, refusal: null }
  if (object?.state === 'refused') {
    return {
      state: 'refused',
      progress: 1,
      refusal: { code: object.refusalCode ?? 'media_broken', message: object.refusalMessage ?? '' },
    }
  }
  if (job?.dead) {
    return {
      state: 'failed',
      progress: 1,
      refusal: { code: 'media_worker_failed', message: 'The file could not be read' },
    }
  }
  const done = job?.fraction ?? 0
  if (!now.hasBytes) return { state: 'storing', progress: storingShare * done, refusal: null }
  return { state: 'examining', progress: storingShare + (1 - storingShare) * done, refusal: null }
}

const directionsAndBreaks = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** A name to show, never to open: without folders, control and direction characters, at most 255 UTF-16 units; maybe empty. */
export function displayFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  let shown = ''
  for (const character of last.normalize('NFC').replace(directionsAndBreaks, '').trim()) {
    if (shown.length + character.length <= 255) shown += character
  }
  return shown
}

export const objectKey = (sha256: string) => `objects/${sha256.slice(0, 2)}/${sha256}`
/** Apart from objects: what is refused as media must not take a document with it. */
export const documentKey = (sha256: string) => `documents/${sha256.slice(0, 2)}/${sha256}`
export const posterKey = (sha256: string) => `posters/${sha256.slice(0, 2)}/${sha256}.webp`

const mediaExtension =
  /\.(?:mp4|m4v|mov|mkv|webm|avi|flv|ts|mpe?g|wmv|3gp|jpe?g|png|gif|webp|avif|heic|tiff?|bmp|mp3|m4a|aac|wav|flac|og[agv]|opus)$/i

/**
 * What is in a file is found from its bytes alone; but plain text that calls itself a film or a picture is a mistake or worse,
 * and nobody means to register it as a text. Throws Invalid `name_contradicts_content`.
 */
export function requireHonestName(name: string, found: { kind: MediaKind }): void {
  if (found.kind === 'text' && mediaExtension.test(name)) {
    throw invalid('name_contradicts_content', 'The name says picture, sound or video, but the file holds text')
  }
}

/** Whether an error says that the file itself can never be accepted. A limit of this machine's time says nothing of it. */
export const isVerdictOnFile = (error: unknown): error is AppError =>
  error instanceof AppError && error.kind === 'Invalid' && error.code !== 'media_time_limit'
