import { z } from 'zod'
import { FileView, MediaKind } from '../files/contract.ts'

/**
 * Maps the picture of the copy to that of the work, both from (0, 0) at the top left to (1, 1): with a..h and 1 in the order
 * given, x' = (a·x + b·y + c) / w, y' = (d·x + e·y + f) / w, w = g·x + h·y + 1. Mirroring and turns are part of it.
 */
export const PictureTransform = z.array(z.number()).length(8)
export type PictureTransform = z.infer<typeof PictureTransform>

/** From where to where in each file: seconds from its start, or, of a text, code points from its start. */
export const MatchSegment = z.object({
  unit: z.enum(['seconds', 'characters']).default('seconds'),
  queryStart: z.number(),
  queryEnd: z.number(),
  workStart: z.number(),
  workEnd: z.number(),
  episode: z.number().int().nullable(),
  confidence: z.number().min(0).max(1),
  /**
   * How the copy was changed. Texts: `quotation` (too short to be called a copy), `reordered`, `substituted` (words changed),
   * `traditional`, `simplified` (the copy is in these characters and the work is not). All else:
   * `mirrored`, `padded`, `cropped`, `covered`, `rotated:90`, `speed:1.25` (plays faster), `dubbed` (part of the sound is
   * another: most often the voices), `sound-replaced` (nothing of the work's sound is heard). Sounds: `speed:1.25`,
   * `pitch:+2` (semitones), `partial` (less than two fifths of what is heard agrees).
   */
  edits: z.array(z.string()),
  /** How the pictures lie on each other, where that was measured. */
  transform: PictureTransform.nullable().default(null),
})
export type MatchSegment = z.infer<typeof MatchSegment>

export const Match = z.object({
  workId: z.string(),
  title: z.string(),
  registrationNumber: z.string(),
  kind: MediaKind,
  confidence: z.number().min(0).max(1),
  /** The very same bytes. */
  identical: z.boolean(),
  /** Empty for pictures. Of films found by their pictures these are the pictures' segments. */
  segments: z.array(MatchSegment),
  /** Of films found by their pictures: where their sound is heard too. null when it is not, and for all else. */
  sound: z
    .object({ confidence: z.number().min(0).max(1), segments: z.array(MatchSegment) })
    .nullable()
    .default(null),
  /** How the picture was changed; empty for video, whose segments say it. */
  edits: z.array(z.string()),
  /** Of pictures; null for all else and where it was not measured. */
  transform: PictureTransform.nullable().default(null),
  /** The registered file that is shown, and its episode in a series. */
  sha256: z.string(),
  episode: z.number().int().nullable(),
  durationSeconds: z.number().nullable(),
  /** Of the registered file. */
  widthPixels: z.number().int().nullable().default(null),
  heightPixels: z.number().int().nullable().default(null),
  mimeType: z.string(),
  registeredAt: z.iso.datetime(),
  rightHolders: z.array(z.string()),
})
export type Match = z.infer<typeof Match>

/** What `qianyin match FILE --json` prints. */
export const MatchReport = z.object({
  query: z.object({ file: z.string(), kind: MediaKind, durationSeconds: z.number().nullable() }),
  matches: z.array(Match),
})
export type MatchReport = z.infer<typeof MatchReport>

export const CreateCheckInput = z.strictObject({ fileId: z.string().max(60) })
export type CreateCheckInput = z.infer<typeof CreateCheckInput>

/** `failed` is not stored: it follows from the file that was refused, or the job that was given up. */
export const checkStates = ['waiting', 'done', 'failed'] as const
export const CheckView = z.object({
  id: z.string(),
  state: z.enum(checkStates),
  progress: z.number().min(0).max(1),
  /** What is being done now: `storing`, `examining`, `matching`. */
  step: z.string(),
  file: FileView,
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  matches: z
    .array(
      Match.extend({
        /** The asker's own organisation owns the work: then the whole of it can be played beside the copy. */
        ownWork: z.boolean(),
      }),
    )
    .nullable(),
})
export type CheckView = z.infer<typeof CheckView>

export const CheckListItem = z.object({
  id: z.string(),
  state: z.enum(checkStates),
  fileName: z.string(),
  kind: MediaKind,
  createdAt: z.iso.datetime(),
  matchCount: z.number().int(),
})
export type CheckListItem = z.infer<typeof CheckListItem>

export const FrameQuery = z.object({
  side: z.enum(['query', 'work']),
  match: z.coerce.number().int().min(0).max(1000).default(0),
  atSeconds: z.coerce.number().min(0).max(86_400).default(0),
})

export const PassageQuery = z.object({
  match: z.coerce.number().int().min(0).max(1000).default(0),
  segment: z.coerce.number().int().min(0).max(10_000).default(0),
})

const Passage = z.object({
  /** What stands before and after it, for the reader to find their way; empty in a work of another organisation. */
  before: z.string(),
  text: z.string(),
  after: z.string(),
  /** It is longer than what is shown. */
  isCut: z.boolean(),
})
export type Passage = z.infer<typeof Passage>

/** The words of one segment on both sides. */
export const PassagePair = z.object({ query: Passage, work: Passage })
export type PassagePair = z.infer<typeof PassagePair>

export const IndexWorkJob = z.object({ workId: z.string(), version: z.number().int() })
export const FingerprintJob = z.object({ sha256: z.string() })
export const MatchJob = z.object({ checkId: z.string() })
