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
})

/** The part of a record that a file is held against. */
export const RecordWithFiles = z.object({
  files: z.array(z.object({ sha256: z.string(), name: z.string().optional() })),
})

export const LogStatus = z.object({
  origin: z.string().nullable(),
  /** The key that signs now, as c2sp.org/signed-note writes it; null where this home has none to sign with. */
  key: z.string().nullable(),
  entries: z.number().int(),
  published: z.object({ number: z.number().int(), size: z.number().int(), signedAt: z.iso.datetime() }).nullable(),
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
})
export type LogEntryView = z.infer<typeof LogEntryView>
