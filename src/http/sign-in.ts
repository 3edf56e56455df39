import type { MiddlewareHandler } from 'hono'
import { readSession } from '../domains/accounts/index.ts'
import { forbidden } from '../kernel/errors.ts'
import type { Actor, Context, HttpEnv } from '../ports/context.ts'

/** The parts of a context that are the same for every request. */
export type RequestBase = Omit<Context, 'actor' | 'requestId' | 'progress' | 'completion' | 'signal'>

const changes = (method: string) => !['GET', 'HEAD', 'OPTIONS'].includes(method)

/** Gives each request its actor and its context. `publicOrigin` is where browsers see us, when a proxy stands before. */
export function withContext(base: RequestBase, publicOrigin: string | null): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const requestId = c.get('requestId')
    const origin = publicOrigin ?? new URL(c.req.url).origin
    const secure = origin.startsWith('https:')
    const cookies = c.req.header('Cookie') ?? ''
    const from = c.req.header('Origin')
    // A page of another site cannot act with our visitor's cookie (OWASP CSRF: verify the origin).
    if (changes(c.req.method) && from !== undefined && new URL(origin).host !== hostOf(from)) {
      throw forbidden('origin_refused', 'This request came from another site')
    }
    const signedIn = cookies ? await readSession(base, cookies, secure) : null
    const actor: Actor = signedIn
      ? {
          kind: 'person',
          personId: signedIn.personId,
          organisationId: signedIn.organisationId,
          role: signedIn.role,
        }
      : { kind: 'anonymous' }
    c.set('secure', secure)
    c.set('ctx', {
      ...base,
      actor,
      requestId,
      progress: () => {},
      completion: [],
      signal: c.req.raw.signal,
    })
    await next()
    // After the answer is made: one that is not built by `c` would lose it.
    if (signedIn?.freshCookie) c.res.headers.append('Set-Cookie', signedIn.freshCookie)
  }
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)
