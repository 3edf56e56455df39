export type ErrorKind =
  | 'Invalid'
  | 'Unauthenticated'
  | 'Forbidden'
  | 'NotFound'
  | 'Conflict'
  | 'LimitReached'
  | 'Unavailable'

export interface FieldIssue {
  path: string
  message: string
}

/**
 * The one error that rooms throw. `code` is stable and part of the public API; `message` is for people who read logs,
 * the web app shows its own words for each code.
 */
export class AppError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly issues: readonly FieldIssue[]
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    extra: { issues?: readonly FieldIssue[]; details?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(message)
    this.name = 'AppError'
    this.kind = kind
    this.code = code
    this.issues = extra.issues ?? []
    this.details = extra.details ?? {}
  }
}

export const invalid = (code: string, message: string, details?: Record<string, string | number>) =>
  new AppError('Invalid', code, message, details ? { details } : {})
export const notFound = (what: string) => new AppError('NotFound', `${what}_not_found`, `No such ${what}`)
export const forbidden = (code: string, message: string) => new AppError('Forbidden', code, message)
export const conflict = (code: string, message: string) => new AppError('Conflict', code, message)

/** Thrown by a job that can go on later: the queue runs it again after `seconds`, without counting a failure. */
export class RetryAfter extends Error {
  readonly seconds: number
  constructor(seconds: number, message: string) {
    super(message)
    this.name = 'RetryAfter'
    this.seconds = seconds
  }
}
