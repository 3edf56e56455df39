import type { Context as HonoContext } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, type ErrorKind } from '../kernel/errors.ts'
import type { HttpEnv } from '../ports/context.ts'

const statusOf: Record<ErrorKind, ContentfulStatusCode> = {
  Invalid: 422,
  Unauthenticated: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  LimitReached: 429,
  Unavailable: 503,
}

const statusOfCode: Record<string, ContentfulStatusCode> = {
  request_malformed: 400,
  file_too_large: 413,
  media_type_unsupported: 415,
  range_not_satisfiable: 416,
  body_too_large: 413,
  host_unknown: 421,
}

const titles: Partial<Record<ContentfulStatusCode, string>> = {
  400: 'Malformed request',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Type not accepted',
  416: 'Range not satisfiable',
  421: 'Wrong server',
  422: 'Cannot be accepted',
  429: 'Too many requests',
  503: 'Not available now',
}

/** Problem JSON (RFC 9457) for any error; the unknown is a 500 with nothing but the id under which the log has it. */
export function answerError(
  error: unknown,
  c: HonoContext<HttpEnv>,
  log: (event: Record<string, unknown>) => void,
): Response {
  const requestId = c.get('requestId') ?? ''
  const known = error instanceof HTTPException ? fromHttpException(error) : error
  if (!(known instanceof AppError)) {
    log({
      level: 'error',
      event: 'request.failed',
      requestId,
      path: c.req.path,
      error: error instanceof Error ? error.stack : String(error),
    })
    return problem(500, { code: 'internal', detail: 'Something went wrong on our side', requestId })
  }
  const status = statusOfCode[known.code] ?? statusOf[known.kind]
  const details = Object.keys(known.details).length > 0 ? { details: known.details } : {}
  const issues = known.issues.length > 0 ? { issues: known.issues } : {}
  const answer = problem(status, { code: known.code, detail: known.message, ...issues, ...details, requestId })
  const { retryAfterSeconds } = known.details
  if (retryAfterSeconds !== undefined) answer.headers.set('Retry-After', String(retryAfterSeconds))
  return answer
}

const fromHttpException = ({ status, message }: HTTPException): AppError => {
  if (status === 413) return new AppError('Invalid', 'body_too_large', 'The request is too large')
  if (status === 403) return new AppError('Forbidden', 'origin_refused', message)
  return new AppError('Invalid', 'request_malformed', message || 'The request cannot be read')
}

export function problem(status: ContentfulStatusCode, body: Record<string, unknown>): Response {
  return Response.json(
    { type: 'about:blank', title: titles[status] ?? 'Error', status, ...body },
    { status, headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' } },
  )
}
