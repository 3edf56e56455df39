import { AppError } from '../../kernel/errors.ts'
import type { CodeIndex } from '../../ports/code-index.ts'
import type { MediaPort } from '../../ports/media.ts'

async function refuse(): Promise<never> {
  throw new AppError('Unavailable', 'media_worker_needed', 'Media is read only where a media worker runs')
}

/** The media engine of a home that has none: every call is refused with `media_worker_needed`. */
export const unavailableMedia: MediaPort = {
  inspect: refuse,
  fingerprint: refuse,
  poster: refuse,
  close: async () => {},
}

/** The code index of a home without media workers: every call is refused with `media_worker_needed`. */
export const unavailableCodeIndex: CodeIndex = {
  add: refuse,
  remove: refuse,
  search: refuse,
  size: refuse,
  close: async () => {},
}
