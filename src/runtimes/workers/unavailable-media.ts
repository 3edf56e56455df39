import { AppError } from '../../kernel/errors.ts'
import type { MediaPort } from '../../ports/media.ts'
import type { SearchIndex } from '../../ports/search-index.ts'

async function refuse(): Promise<never> {
  throw new AppError('Unavailable', 'media_worker_needed', 'Media is read only where a media worker runs')
}

/** The media engine of a home that has none: every call is refused with `media_worker_needed`. */
export const unavailableMedia: MediaPort = {
  inspect: refuse,
  fingerprint: refuse,
  poster: refuse,
  passages: refuse,
  close: async () => {},
}

const refusing = { add: refuse, remove: refuse, search: refuse, size: refuse }

/** The indexes of a home without media workers: every call is refused with `media_worker_needed`. */
export const unavailableSearchIndex: SearchIndex = {
  frames: refusing,
  features: refusing,
  sound: refusing,
  text: refusing,
  covered: refuse,
  cover: refuse,
  clear: refuse,
  close: async () => {},
}
