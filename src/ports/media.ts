/**
 * What the product asks of a media engine. Everything here is plain data: typed arrays and strings, so that it
 * crosses threads and processes by structured clone.
 */

export type MediaKind = 'image' | 'video' | 'audio' | 'text'

/** A file the engine can open. On Node a local path; opaque to rooms, the file's name is never believed. */
export interface MediaSource {
  path: string
}

export interface MediaLimits {
  sizeBytesMax: number
  /** Pictures and video frames above this many pixels are refused from the header, before any decoding. */
  pixelsMax: number
  /** Pictures and video frames whose shorter side is below this are refused. */
  sidePixelsMin: number
  durationSecondsMax: number
  /** Wall time of one `fingerprint`; `inspect` and `poster` have a fixed, smaller limit of their own. */
  wallTimeMs: number
}

export const MEDIA_LIMITS: MediaLimits = {
  sizeBytesMax: 16 * 2 ** 30,
  pixelsMax: 120_000_000,
  sidePixelsMin: 16,
  durationSecondsMax: 8 * 3600,
  wallTimeMs: 2 * 3600 * 1000,
}

/** What the header says. Fields that do not apply to the kind are absent. Pixels are after rotation by metadata. */
export interface MediaFacts {
  kind: MediaKind
  mimeType: string
  /** The usual extension for the type, without a dot. */
  extension: string
  sizeBytes: number
  widthPixels?: number
  heightPixels?: number
  durationSeconds?: number
  frameRate?: number
  videoCodec?: string
  audioCodec?: string
  hasAudio?: boolean
  /** Pictures: number of frames or pages when more than one. The first is the one that is fingerprinted. */
  pages?: number
  /** Text: how the bytes are encoded. */
  encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'
}

/** A part of the picture, as fractions of its width and height: 0 <= left < right <= 1. */
export interface ContentBox {
  left: number
  top: number
  right: number
  bottom: number
}

/** Bytes of one 256-bit code. */
export const CODE_BYTES = 32
/** Side of the square luma thumbnail kept for each frame; a thumbnail has the square of it in bytes. */
export const THUMB_SIDE = 16
export const THUMB_BYTES = THUMB_SIDE * THUMB_SIDE
/** Side of the square luma picture kept of each frame of a video, from which any part of it can be compared. */
export const LUMA_SIDE = 32
export const LUMA_BYTES = LUMA_SIDE * LUMA_SIDE

/**
 * All frames seen through one window: the whole picture, a region of it, or what is left without letterbox or padding.
 * Row i of each array belongs to frame i, so that every array has frames × its row size entries.
 */
export interface FingerprintView {
  box: ContentBox
  /**
   * Where the window moves: left, top, right, bottom of each frame in 1/255 of the width and height, all zero where there is
   * none and the other columns say nothing. `box` then encloses them all. Absent where the window stays.
   */
  boxes?: Uint8Array
  /** PDQ of the frame averaged down to 64 × 64, CODE_BYTES a frame; bit k of a code is at byte k>>3, bit k&7. */
  codes: Uint8Array
  /** PDQ of the left-right mirrored frame, CODE_BYTES a frame. */
  mirroredCodes: Uint8Array
  /** Pictures only: PDQ of the six further turns, in the order of `TURNS`; empty for video. */
  turnedCodes: Uint8Array
  /** PDQ quality 0..100, one a frame. */
  qualities: Uint8Array
  /** Luma 0..255 of the window shrunk to THUMB_SIDE × THUMB_SIDE, row by row, THUMB_BYTES a frame. */
  thumbs: Uint8Array
}

/** Order of `turnedCodes`; degrees are clockwise, `transposed` mirrors in the main diagonal. */
export const TURNS = ['rotated:90', 'rotated:180', 'rotated:270', 'flipped', 'transposed', 'transversed'] as const

/**
 * Points of one picture or frame that are recognised by what surrounds them; columns of equal length, the most useful points
 * first. Made and compared by `features/`.
 */
export interface PictureFeatures {
  /** Row of `timesSeconds`; 0 for pictures. */
  frame: number
  /** Pixels of the picture that was looked at: gives the shape, and with `levels` how large the surroundings are. */
  width: number
  height: number
  /** Places, in 1/65535 of the width and of the height. */
  xs: Uint16Array
  ys: Uint16Array
  /** How many times the picture was shrunk before the point was seen. */
  levels: Uint8Array
  /** Direction, in 1/256 of a full turn, clockwise from the right. */
  angles: Uint8Array
  /** CODE_BYTES a point. */
  codes: Uint8Array
  /** The picture itself, small: luma 0..255, thumbWidth × thumbHeight values row by row. */
  thumb: Uint8Array
  thumbWidth: number
  thumbHeight: number
}

export interface PublishedHashes {
  /** PDQ exactly as Meta's reference code computes it on the upright picture: 64 hex digits. */
  pdqHex: string
  /** Its quality, 0..100. */
  pdqQuality: number
  /** Blockhash as `imghash` writes it: 16 × 16 bits, 64 hex digits. */
  imghashHex: string
}

/** ISCC units of a file (ISO 24138:2024), each canonical with 256 bits of hash. */
export interface IsccUnits {
  /** Text-, Image-, Audio- or Video-Code; null where the content gives none, such as sound shorter than three seconds. */
  content: string | null
  data: string
  instance: string
}

/**
 * A text as the matcher reads it: punctuation, spaces, case, width, accents and the difference of traditional and simplified
 * Chinese are gone. Row i of each array belongs to token i. Confidential like the text itself: it can be guessed back.
 */
export interface TextFingerprint {
  /** Code points of the extracted text. */
  characters: number
  /** What the token is, 14 bits; bit 1 tells words from characters, bit 0 what is common in its language. */
  tokens: Uint16Array
  /** Where it begins and ends (exclusive) in the extracted text, in code points, ascending. */
  starts: Uint32Array
  ends: Uint32Array
  /** Which Chinese characters it is written in; `neither` when too few tell. */
  script: 'traditional' | 'simplified' | 'neither'
}

/**
 * The points of a sound at which a pitch stands out, in order of time; entry i of each array belongs to peak i. Comparable only
 * with sounds of the same `algorithm`.
 */
export interface SoundFingerprint {
  algorithm: string
  /** From the zero of the file's times (see `timesSeconds`) to the first sample; may be negative. */
  startSeconds: number
  durationSeconds: number
  /** Hops of 128 samples at 11,025 Hz from the first sample, ascending. */
  times: Uint32Array
  /** Eighths of a semitone above 110 Hz. */
  pitches: Uint16Array
  /** Place among the peaks of its second: 0 stands out most. */
  ranks: Uint8Array
}

/** How the matcher sees one file. Comparable only with fingerprints of the same `algorithm`. */
export interface MediaFingerprint {
  /** Name and version of everything that shapes the numbers: sampling, scaling, hash. */
  algorithm: string
  kind: MediaKind
  /** Measured by decoding, from the first to the end of the last frame; 0 for pictures and text. */
  durationSeconds: number
  widthPixels: number
  heightPixels: number
  /** Seconds from the first video frame of the file, ascending, one a frame; [0] for pictures, empty for audio and text. */
  timesSeconds: Float64Array
  /** Videos: luma of each whole frame shrunk to LUMA_SIDE × LUMA_SIDE, row by row, LUMA_BYTES a frame. */
  lumas?: Uint8Array
  /**
   * The whole picture first. Videos: then the content box, which may change over time, if there are bars. Pictures: then fixed regions, then the content
   * box. Empty for audio and text.
   */
  views: FingerprintView[]
  /** One for a picture, one for each frame of a video that was looked at closely; absent where there are none. */
  features?: PictureFeatures[]
  /** Video and audio with a sound stream that can be decoded. */
  sound?: SoundFingerprint
  /** Pictures: recorded so that other tools can compare them; the matcher does not rest on them. */
  published?: PublishedHashes
  /** Names for the file by which other registries can compare it; absent in what was examined before there were any. */
  iscc?: IsccUnits
  /** Texts only. */
  text?: TextFingerprint
}

export interface FingerprintOptions {
  limits: MediaLimits
  /** Called with 0..1, at most about five times a second, and with 1 at the end. */
  onProgress?: (fraction: number) => void
  signal?: AbortSignal
}

export interface PosterOptions {
  /** Video: which moment to show; the most telling of the first seconds when absent. */
  atSeconds?: number
  /** Longest side of the answer. */
  sidePixelsMax: number
}

/** From where to where in the text of a file, in code points. */
export interface TextRange {
  from: number
  to: number
}

/**
 * Every method throws `AppError` Invalid for a file that cannot be accepted, with one of these codes: `file_empty`,
 * `file_too_large`, `media_type_unsupported`, `media_broken`, `media_truncated`, `media_no_stream`, `media_too_long`,
 * `picture_too_small`, `picture_too_large`, `media_no_text`, `text_too_long`, `text_locked`; and AppError Unavailable when the engine failed: `media_worker_failed`,
 * `media_closed`. `media_time_limit` (Invalid) says that the file took longer than `wallTimeMs`. An aborted
 * `signal` rejects with its reason. A hostile file can end a worker, never the caller.
 */
export interface MediaPort {
  /** Looks at the header, by the bytes and never by the name. Fast: reads little, decodes nothing but what probing needs. */
  inspect(source: MediaSource, limits: MediaLimits): Promise<MediaFacts>
  /** Decodes the whole file. Audio and text give no views. */
  fingerprint(source: MediaSource, options: FingerprintOptions): Promise<MediaFingerprint>
  /** A WebP thumbnail; refused with `media_no_stream` for audio and text, which have no picture. */
  poster(source: MediaSource, options: PosterOptions): Promise<Uint8Array>
  /** What is written in each range, shorter where the text ends; refused with `media_no_text` for all but texts. */
  passages(source: MediaSource, ranges: readonly TextRange[]): Promise<string[]>
  close(): Promise<void>
}
