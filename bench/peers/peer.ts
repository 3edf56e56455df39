import type { MediaFingerprint, MediaKind } from '../../src/ports/media.ts'
import type { Copy, Source } from '../edits/edit.ts'

export interface FoundSegment {
  queryStart: number
  queryEnd: number
  workStart: number
  workEnd: number
}

/** What one matcher says of one copy. */
export interface Found {
  work: string
  /** Larger is surer; comparable only within one matcher. */
  score: number
  /** null where the matcher does not tell places. */
  segments: FoundSegment[] | null
  /** Found by what the copy is not asked about, as a film by its sound: wrong when it is wrong, but no find. */
  aside?: boolean
}

/** Another matcher over the same corpus, run as its makers recommend. */
export interface Peer {
  name: string
  /** What its answers rest on, printed under the table. */
  note: string
  kinds: readonly MediaKind[]
  register(work: Source, fingerprint: MediaFingerprint): Promise<void>
  find(copy: Copy, fingerprint: MediaFingerprint): Promise<Found[]>
}
