import { z } from 'zod'
import { invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import { Grant, VocabularyInput } from '../contract.ts'
import type { AvailsKind } from './columns.ts'

const kinds = ['Movies', 'TV'] as const satisfies readonly AvailsKind[]

/** What an import writes and an export reads: lines of Avails as they stand, grants, or both. */
export const AvailsDocument = VocabularyInput.extend({
  avails: z
    .array(z.object({ kind: z.enum(kinds), values: z.record(z.string().regex(/^\w*\/.+$/), z.string().max(32_000)) }))
    .max(100_000)
    .optional(),
  grants: z.array(Grant).max(100_000).optional(),
  /** Titles by the ids of works. */
  titles: z.record(z.string(), z.string().max(1000)).optional(),
})
export type AvailsDocument = z.infer<typeof AvailsDocument>

/** Throws Invalid `file_not_json`, `input_invalid`. */
export function readAvailsDocument(text: string): AvailsDocument {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw invalid('file_not_json', 'The file is not JSON')
  }
  return parse(AvailsDocument, value)
}
