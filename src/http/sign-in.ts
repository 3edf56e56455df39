import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { callerOf } from '../domains/accounts/index.ts'
import { AppError, forbidden } from '../kernel/errors.ts'
import type { Context, HttpEnv } from '../ports/context.ts'

/** The parts of a context that are the same for every request. */
export type RequestBase = Omit<
  Context,
  'actor' | 'requestId' | 'progress' | 'completion' | 'signal' | 'caller' | 'origin'
>

export interface Door {
  /** Where browsers see us, for a request that came to one of our own names; null for any other name. */
  originOf: (request: Request) => string | null
  /** The IP address that a request came from, as far as the proxies before us can be believed. */
  addressOf: (c: HonoContext<HttpEnv>) => string
}

const changes = (method: string) => !['GET', 'HEAD', 'OPTIONS'].includes(method)

/** Gives each request its actor and its context. */
export function withContext(base: RequestBase, door: Door): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const requestId = c.get('requestId')
    const origin = door.originOf(c.req.raw)
    // A name that somebody else has pointed at us (DNS rebinding, a forged Host) must not get into links and cookies.
    if (origin === null) throw new AppError('Invalid', 'host_unknown', 'This server does not go by that name')
    // A page of another site cannot act with our visitor's cookie (OWASP CSRF: verify the origin).
    if (changes(c.req.method) && isForeign(c.req.raw, origin)) {
      throw forbidden('origin_refused', 'This request came from another site')
    }
    const caller = { address: door.addressOf(c), userAgent: c.req.header('User-Agent') ?? '' }
    const { actor, freshCookie } = await callerOf(
      { ...base, origin, caller },
      { cookie: c.req.header('Cookie') ?? '', authorization: c.req.header('Authorization') },
    )
    c.set('ctx', {
      ...base,
      actor,
      requestId,
      caller,
      origin,
      progress: () => {},
      completion: [],
      signal: c.req.raw.signal,
    })
    await next()
    // After the answer is made: one that is not built by `c` would lose it. One that sets a cookie itself knows better.
    if (freshCookie && !c.res.headers.has('Set-Cookie')) c.res.headers.append('Set-Cookie', freshCookie)
  }
}

function isForeign({ headers }: Request, origin: string): boolean {
  const from = headers.get('Origin')
  if (from !== null && from !== origin) return true
  return headers.get('Sec-Fetch-Site') === 'cross-site'
}
