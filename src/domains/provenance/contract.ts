import { z } from 'zod'
import { MatchSegment } from '../fingerprints/contract.ts'

/** 底稿: what a work in the making leaves behind. */
export const depositKinds = [
  'outline',
  'script',
  'sketch',
  'storyboard',
  'project_file',
  'footage',
  'recording',
  'score',
  'cut',
  'correspondence',
  'other',
] as const
export const DepositKind = z.enum(depositKinds)
export type DepositKind = z.infer<typeof DepositKind>

export const DepositInput = z.strictObject({
  uploadId: z.string().regex(/^[A-Za-z0-9_-]{16,80}$/),
  kind: DepositKind,
  /** What it is, in the depositor's words. */
  note: z.string().trim().max(500).default(''),
})
export type DepositInput = z.input<typeof DepositInput>

/** `entered`: hashed, stored, and in the transparency log. `failed`: the machine could not store it. */
export const depositStates = ['storing', 'entered', 'failed'] as const
export const DepositView = z.object({
  id: z.string(),
  workId: z.string(),
  kind: DepositKind,
  note: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  state: z.enum(depositStates),
  /** 0 to 1 while it is being stored. */
  progress: z.number().min(0).max(1),
  sha256: z.string().nullable(),
  sm3: z.string().nullable(),
  createdAt: z.iso.datetime(),
  enteredAt: z.iso.datetime().nullable(),
})
export type DepositView = z.infer<typeof DepositView>
export const DepositList = z.object({ items: z.array(DepositView) })

/** Where one file of the work and one of the earlier registration show the same. */
export const PriorFinding = z.object({
  sha256: z.string(),
  episode: z.number().int().nullable(),
  kind: z.string(),
  identical: z.boolean(),
  confidence: z.number().min(0).max(1),
  priorSha256: z.string(),
  priorEpisode: z.number().int().nullable(),
  edits: z.array(z.string()),
  segments: z.array(MatchSegment.omit({ transform: true })),
})
export type PriorFinding = z.infer<typeof PriorFinding>

/**
 * `licensed`: its right holders allowed it. `shared_material`: both use material of a third party. `made_earlier`: this work was
 * made first. `not_the_same`: the finding is wrong.
 */
export const priorAnswers = ['licensed', 'shared_material', 'made_earlier', 'not_the_same'] as const
export const PriorAnswerInput = z.strictObject({
  version: z.number().int().min(1),
  answer: z.enum(priorAnswers),
  statement: z.string().trim().min(10).max(1000),
})
export type PriorAnswerInput = z.infer<typeof PriorAnswerInput>

const PriorAnswer = PriorAnswerInput.pick({ answer: true, statement: true }).extend({ answeredAt: z.iso.datetime() })

export const PriorRegistration = z.object({
  registrationNumber: z.string(),
  title: z.string(),
  registeredAt: z.iso.datetime(),
  /** Registered by the same organisation, which needs no answer. */
  isOwn: z.boolean(),
  confidence: z.number().min(0).max(1),
  findings: z.array(PriorFinding),
  answer: PriorAnswer.nullable(),
})
export type PriorRegistration = z.infer<typeof PriorRegistration>

/**
 * `none`: registered before there was such a search. `searching`, `failed`: see the name. `clear`: nothing was found that needs
 * an answer. `unanswered`: at least one finding waits. `answered`: all have their answer.
 */
export const priorStates = ['none', 'searching', 'failed', 'clear', 'unanswered', 'answered'] as const
export const PriorSearchView = z.object({
  version: z.number().int(),
  state: z.enum(priorStates),
  searchedAt: z.iso.datetime().nullable(),
  /** Surest first. */
  registrations: z.array(PriorRegistration),
})
export type PriorSearchView = z.infer<typeof PriorSearchView>

/** What anyone may know of how a work came to be. */
export const PublicProvenance = z.object({
  version: z.number().int(),
  deposits: z.array(z.object({ kind: DepositKind, sizeBytes: z.number().int(), enteredAt: z.iso.datetime() })),
  priorSearch: z.object({
    state: z.enum(priorStates),
    searchedAt: z.iso.datetime().nullable(),
    /** Those that were answered, and the registrant's own. */
    registrations: z.array(
      PriorRegistration.pick({ registrationNumber: true, registeredAt: true, isOwn: true, answer: true }),
    ),
  }),
})
export type PublicProvenance = z.infer<typeof PublicProvenance>

export const EnterDepositJob = z.object({ documentId: z.string() })
export const SearchPriorJob = z.object({ workId: z.string(), version: z.number().int() })
