import type { z } from 'zod'
import { AppError } from './errors.ts'

/** Parses what came from outside. Throws AppError Invalid `input_invalid`, with every mistake and its place. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw inputError(result.error)
}

const inputError = (error: Pick<z.ZodError, 'issues'>) =>
  new AppError('Invalid', 'input_invalid', 'Some of what was sent cannot be accepted', {
    issues: error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  })

/** For a door that has parsed already: the same refusal as `parse`. */
export function refuseInvalid(result: { success: true } | { success: false; error: Pick<z.ZodError, 'issues'> }): void {
  if (!result.success) throw inputError(result.error)
}
