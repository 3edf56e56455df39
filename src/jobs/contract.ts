import { z } from 'zod'

export const JobParams = z.object({ id: z.string().max(60) })

export const Lease = z.string().min(20).max(200)
/** The lease under which the worker holds the job, as it was given. */
export const LeaseHeader = z.object({ 'qianyin-lease': Lease })

const Limits = z.object({
  sizeBytesMax: z.number(),
  pixelsMax: z.number(),
  sidePixelsMin: z.number(),
  durationSecondsMax: z.number(),
  wallTimeMs: z.number(),
})

export const LeasedJob = z.object({
  id: z.string(),
  /** Held by whoever knows this, until `leaseSeconds` have passed without a word of progress. */
  lease: z.string(),
  leaseSeconds: z.number().positive(),
  name: z.literal('fingerprints.examine'),
  /** How often it has been tried, this time included. */
  attempts: z.number().int(),
  object: z.object({ kind: z.enum(['image', 'video', 'audio', 'text']), sizeBytes: z.number().int() }),
  limits: Limits,
})
export type LeasedJob = z.infer<typeof LeasedJob>
/** `job` is null when none is due. */
export const LeaseAnswer = z.object({ job: LeasedJob.nullable() })

export const ProgressInput = z.strictObject({
  lease: Lease,
  fraction: z.number().min(0).max(1),
  step: z.string().max(40),
})
export type ProgressInput = z.input<typeof ProgressInput>

/**
 * Why a worker could not do it. `Invalid` is a verdict on the file and refuses it for good; anything else is tried again, by
 * whichever worker comes. With `worker_stopping` the job is handed back and nothing is counted.
 */
export const FailureInput = z.strictObject({
  lease: Lease,
  kind: z.enum(['Invalid', 'Unavailable']),
  code: z.string().regex(/^[a-z0-9_]{1,60}$/),
  message: z.string().max(500),
})
export type FailureInput = z.input<typeof FailureInput>
export const workerStopping = 'worker_stopping'
