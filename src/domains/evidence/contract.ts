import { z } from 'zod'

/** What the log says of one act, as RFC 8785 writes it. */
export const Leaf = z.strictObject({
  v: z.literal(1),
  t: z.string(),
  /** The registration number, or the id of what else was done. */
  id: z.string(),
  /** When it was entered, by our own clock. */
  ts: z.iso.datetime(),
  /** Base64 of SHA-256(salt ‖ record), the salt of 32 bytes, the record as RFC 8785 writes it. */
  commit: z.string(),
  /** The index of the entry of the same subject before this one. */
  prev: z.number().int().nullable(),
})
export type Leaf = z.infer<typeof Leaf>

/** What a tlog-proof of ours carries beside the proof itself: the leaf, and what it commits to unless that was erased. */
export const ProofExtra = z.strictObject({
  leaf: z.string().max(2048),
  salt: z.string().max(100).optional(),
  record: z.record(z.string(), z.json()).optional(),
  /** The timestamp of the checkpoint and its renewals, each a TimeStampResp (RFC 3161) in base64. */
  timestamps: z.array(z.base64().max(400_000)).max(100).optional(),
})

/** The part of a record that a file is held against. */
export const RecordWithFiles = z.object({
  files: z.array(z.object({ sha256: z.string(), name: z.string().optional() })),
})

/** Whether somebody else's clock says when: `pending` is asked for again and again, `off` where no authority is set up. */
export const TimestampStanding = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off') }),
  z.object({ state: z.literal('pending') }),
  z.object({
    state: z.literal('stamped'),
    /** The checkpoint that was stamped. */
    number: z.number().int(),
    at: z.iso.datetime(),
    /** As its certificate names it. */
    authority: z.string(),
  }),
])
export type TimestampStanding = z.infer<typeof TimestampStanding>

/** A witness that has cosigned a checkpoint, and when it did, by its own clock. */
export const SeenBy = z.object({ name: z.string(), at: z.iso.datetime() })
export type SeenBy = z.infer<typeof SeenBy>

export const WitnessStanding = z.object({
  name: z.string(),
  key: z.string(),
  /** What it has cosigned last. */
  seen: z.object({ size: z.number().int(), at: z.iso.datetime() }).nullable(),
  /** Why it gave no cosignature when it was asked last; null once it has. */
  refusal: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
})
export type WitnessStanding = z.infer<typeof WitnessStanding>

export const LogStatus = z.object({
  origin: z.string().nullable(),
  /** The key that signs now, as c2sp.org/signed-note writes it; null where this home has none to sign with. */
  key: z.string().nullable(),
  entries: z.number().int(),
  published: z.object({ number: z.number().int(), size: z.number().int(), signedAt: z.iso.datetime() }).nullable(),
  timestamp: TimestampStanding,
  witnesses: z.array(WitnessStanding),
  /** Since when nothing is signed any more, and the code of what was found. */
  stopped: z.object({ at: z.iso.datetime(), code: z.string() }).nullable(),
})
export type LogStatus = z.infer<typeof LogStatus>

/** Where a registered version is in the log. `pending`: entered, and in the next checkpoint that is published. */
export const LogEntryView = z.object({
  version: z.number().int(),
  index: z.number().int(),
  state: z.enum(['pending', 'published']),
  enteredAt: z.iso.datetime(),
  origin: z.string().nullable(),
  /** The newest checkpoint that is published. */
  checkpoint: z.object({ size: z.number().int(), signedAt: z.iso.datetime() }).nullable(),
  /** Over the first stamped checkpoint that covers the entry. */
  timestamp: TimestampStanding,
  /** Who has cosigned a checkpoint that covers the entry. */
  witnesses: z.array(SeenBy),
})
export type LogEntryView = z.infer<typeof LogEntryView>

/** Checkpoints whose hash a judicial chain keeps. */
export const AnchorList = z.object({
  items: z.array(
    z.object({
      checkpoint: z.number().int(),
      provider: z.string(),
      /** Of the note at /log/checkpoints/<checkpoint>. */
      sha256: z.string(),
      evidenceId: z.string(),
      submittedAt: z.iso.datetime(),
      /** Both once it is on the chain, in the provider's own words. */
      transaction: z.string().nullable(),
      chainTime: z.string().nullable(),
    }),
  ),
})
export type AnchorList = z.infer<typeof AnchorList>
