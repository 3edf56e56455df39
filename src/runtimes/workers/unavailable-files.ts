import { AppError } from '../../kernel/errors.ts'
import type { LocalFiles } from '../../ports/local-files.ts'

async function refuse(): Promise<never> {
  throw new AppError('Unavailable', 'media_worker_needed', 'Local files exist only where a media worker runs')
}

/** Local files of a home that has none: every call is refused with `media_worker_needed`. */
export const unavailableFiles: LocalFiles = {
  describeUpload: refuse,
  withUpload: refuse,
  withObject: refuse,
  digest: refuse,
  storeUpload: refuse,
  removeUpload: refuse,
}
