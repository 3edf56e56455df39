import type { MediaFingerprint, MediaKind } from '../../ports/media.ts'
import type { SearchIndex } from '../../ports/search-index.ts'
import type { PartName } from './parts.ts'

export interface MatchSegment {
  /** Seconds from the start of each file. */
  queryStart: number
  queryEnd: number
  workStart: number
  workEnd: number
  /** 0..1, see `stretchConfidence`. */
  confidence: number
  /**
   * What was done to the copy: `mirrored`, `speed:1.25` (the copy plays faster), `padded` (something was put around it),
   * `cropped`, and for pictures one of TURNS or `covered` (only a part agrees).
   */
  edits: string[]
}

export interface ObjectMatch {
  objectKey: string
  kind: MediaKind
  /** 0..1; of a video its surest segment. */
  confidence: number
  /** Pictures: what was done to the copy. Videos say so for each segment, and here for all of them. */
  edits: string[]
  /** In order of `queryStart`; empty for pictures. */
  segments: MatchSegment[]
}

/** What one comparison found. `error` breaks ties: mean difference in luma levels, smaller is nearer. */
export interface Finding {
  confidence: number
  error: number
  edits: string[]
  segments: MatchSegment[]
}

/** Which view of the query, turned how, is compared with which view of the work. */
export interface ViewPairing {
  queryView: number
  turn: string
  workView: number
}

export interface FoundObject extends Finding {
  objectKey: string
  /** By what it was found: a film may be found by its pictures and by its sound. */
  kind: MediaKind
}

export interface MatcherDeps {
  index: SearchIndex
  /** The named parts of a registered fingerprint; null when the object has gone since it was indexed. */
  load: (objectKey: string, parts: readonly PartName[]) => Promise<MediaFingerprint | null>
}
