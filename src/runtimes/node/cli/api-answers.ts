import { z } from 'zod'
import { AppError, type ErrorKind } from '../../../kernel/errors.ts'

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Told to come back later, waits for as long as that once. */
export async function waitingOnce<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    const seconds =
      error instanceof AppError && error.kind === 'LimitReached' ? error.details.retryAfterSeconds : undefined
    if (typeof seconds !== 'number') throw error
    await pause(seconds * 1000)
    return attempt()
  }
}

export function unreachable(origin: string, error: unknown): AppError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const why = cause instanceof Error ? ('code' in cause && String(cause.code)) || cause.name : 'no answer'
  return new AppError('Unavailable', 'api_unreachable', `${origin} cannot be reached (${why})`)
}

/** RFC 9457, as http/errors.ts writes it. */
const Problem = z.object({
  code: z.string().regex(/^[a-z0-9_:.+-]{1,100}$/),
  detail: z.string().max(2000),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
})

const kindOfStatus: Record<number, ErrorKind> = {
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  429: 'LimitReached',
}
const retryAfterSecondsMax = 3600

/** What a server says that does not do as it was asked. */
export function refusalFrom(answer: {
  origin: string
  status: number
  text: string
  header: (name: string) => string | null
}): AppError {
  const { origin, status, text, header } = answer
  if (status >= 300 && status < 400) {
    return new AppError(
      'Unavailable',
      'api_redirected',
      `${origin} sends us on to another address, which is not followed`,
    )
  }
  const kind = kindOfStatus[status] ?? (status >= 500 ? 'Unavailable' : 'Invalid')
  const seconds = Number(header('Retry-After') ?? Number.NaN)
  const waits = status === 429 && seconds >= 0 && seconds <= retryAfterSecondsMax
  const details = waits ? { retryAfterSeconds: seconds } : {}
  const problem = Problem.safeParse(jsonOf(text))
  if (!problem.success) return new AppError(kind, 'api_refused', `${origin} answers with status ${status}`, { details })
  const { code, detail, issues } = problem.data
  return new AppError(kind, code, detail, { issues, details })
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
