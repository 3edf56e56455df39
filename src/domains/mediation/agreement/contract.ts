import { z } from 'zod'

const words = (max: number) => z.string().trim().max(max).default('')
/** Chinese, which binds, and English. */
export const InBoth = z.strictObject({ zh: words(5000), en: words(5000) })
export type InBoth = z.infer<typeof InBoth>

export const termKinds = ['payment', 'takedown', 'licence', 'credit', 'apology', 'other'] as const

/** 协议事项: one thing that one side will do for the other. */
export const Term = z.strictObject({
  kind: z.enum(termKinds),
  by: z.enum(['applicant', 'respondent']),
  /** What is to be done, and how; written by the mediator where `kind` alone does not say it. */
  words: InBoth,
  /** The last day of performance. */
  dueOn: z.iso.date().nullable().default(null),
  /** Of payments and licences: integer fen. */
  amountFen: z.number().int().min(0).max(1e12).nullable().default(null),
})
export type Term = z.infer<typeof Term>

/** 调解协议书. Incomplete while it is being drafted; `rules.ts` says what is missing. */
export const Agreement = z.strictObject({
  facts: InBoth,
  issues: InBoth,
  responsibilities: InBoth,
  terms: z.array(Term).max(20).default([]),
  /** Kept in confidence by both, unless a court or the law asks. */
  isConfidential: z.boolean().default(true),
  further: InBoth.default({ zh: '', en: '' }),
})
export type Agreement = z.output<typeof Agreement>
