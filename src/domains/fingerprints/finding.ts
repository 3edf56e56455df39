import type { z } from 'zod'
import type { MediaFingerprint, MediaKind } from '../../ports/media.ts'
import type { SearchIndex } from '../../ports/search-index.ts'
import type { MatchSegment, PictureTransform } from './contract.ts'
import type { PartName } from './parts.ts'

/** `unit` is seconds and `transform` null where they are not given. */
export type FoundSegment = Omit<z.input<typeof MatchSegment>, 'episode'>

export interface ObjectMatch {
  objectKey: string
  kind: MediaKind
  /** 0..1; of a video its surest segment. */
  confidence: number
  /** Pictures: what was done to the copy. Videos say so for each segment, and here for all of them. */
  edits: string[]
  /** Pictures: how the copy lies on the work. */
  transform?: PictureTransform | null
  /** In order of `queryStart`; empty for pictures. */
  segments: FoundSegment[]
  /** Of a film found by its pictures: where its sound is heard too; null when it is not. */
  sound?: FoundSound | null
}

export interface FoundSound {
  confidence: number
  segments: FoundSegment[]
}

/** What one comparison found. `error` breaks ties: mean difference in luma levels, smaller is nearer. */
export interface Finding {
  confidence: number
  error: number
  edits: string[]
  transform?: PictureTransform | null
  segments: FoundSegment[]
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
  sound?: FoundSound | null
}

export interface MatcherDeps {
  index: SearchIndex
  /** The named parts of a registered fingerprint; null when the object has gone since it was indexed. */
  load: (objectKey: string, parts: readonly PartName[]) => Promise<MediaFingerprint | null>
  /** Who registered it first, by any name that tells registrants apart. Without it each object has a registrant of its own. */
  registrantOf?: (objectKey: string) => Promise<string>
}
