import type { audit } from './zh-CN/audit.ts'
import type { claims } from './zh-CN/claims.ts'
import type { desk } from './zh-CN/desk.ts'
import type { market } from './zh-CN/market.ts'
import type { mediation } from './zh-CN/mediation.ts'
import type { notices } from './zh-CN/notices.ts'
import type { packages } from './zh-CN/packages.ts'
import type { tokens } from './zh-CN/tokens.ts'
import type { verify } from './zh-CN/verify.ts'
import type { zhCN } from './zh-CN.ts'

/** Every key of `T`, and a `_one` form beside each `_other`, which Chinese does not have. */
export type TranslationOf<T> = { [K in keyof T]: T[K] extends string ? string : TranslationOf<T[K]> } & {
  [K in keyof T as K extends `${infer Base}_other` ? `${Base}_one` : never]: string
}

export type FirstWords = typeof zhCN
/** Words of pages that few visitors open: they come with the page (`loadWords`). */
export interface LaterWords {
  verify: typeof verify
  desk: typeof desk
  tokens: typeof tokens
  audit: typeof audit
  mediation: typeof mediation
  notices: typeof notices
  packages: typeof packages
  claims: typeof claims
  market: typeof market
}
