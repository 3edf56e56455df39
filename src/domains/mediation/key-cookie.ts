const lifeSeconds = 30 * 86_400

/** The key of a case, which its link brought, in a Cookie header. */
export const caseKeyIn = (cookie: string | undefined): string | undefined =>
  /(?:^|;\s*)qianyin_case=([a-z0-9]{20,100})(?:;|$)/.exec(cookie ?? '')?.[1]

/** Set-Cookie that keeps it: no script reads it, no other site sends it, and it goes nowhere but to the API. */
export const caseKeyCookie = (key: string, origin: string): string =>
  `qianyin_case=${key}; Path=/api; Max-Age=${lifeSeconds}; HttpOnly; SameSite=Strict${origin.startsWith('https:') ? '; Secure' : ''}`
