import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { addressGroup } from '../addresses.ts'
import { hashSecret } from '../secrets.ts'
import { attemptRows, countAttemptStatement, deleteAttempts, giveBackAttempt } from './store.ts'

/** At most so many in so long; see `limits` for what each one protects. */
interface Limit {
  max: number
  windowSeconds: number
}

const quarter = 15 * 60
const hour = 60 * 60

/** What is tried, and how often it may be: per address, per account, per organisation. */
export const limits = {
  /** Wrong passwords from one address; a right one is given back. */
  'sign-in.address': { max: 30, windowSeconds: quarter },
  /** Wrong passwords for one account, from wherever. A second factor that comes along passes by. */
  'sign-in.account': { max: 10, windowSeconds: quarter },
  'second-factor.person': { max: 10, windowSeconds: quarter },
  /** Passwords asked again inside a session. */
  'password.person': { max: 10, windowSeconds: quarter },
  /** Sign-ups and resets asked for from one address. */
  'mail.address': { max: 60, windowSeconds: hour },
  /** Mails to one mailbox that its owner may not have asked for. */
  'mail.mailbox': { max: 5, windowSeconds: hour },
  /** Links opened, right or wrong. */
  'link.address': { max: 100, windowSeconds: hour },
  'passkey.address': { max: 60, windowSeconds: quarter },
  'token.address': { max: 60, windowSeconds: quarter },
  'invitation.organisation': { max: 100, windowSeconds: 24 * hour },
  /** Costly: each reads a whole film. */
  'check.organisation': { max: 200, windowSeconds: hour },
  /** Costly: each makes the server ask another. */
  'website.organisation': { max: 20, windowSeconds: hour },
  /** Each writes to somebody who has not asked for it. */
  /** Each tells the others by mail; whoever has a link alone acts too. */
  'mediation.case': { max: 300, windowSeconds: 24 * hour },
  'notice.organisation': { max: 50, windowSeconds: 24 * hour },
  'mediation.organisation': { max: 30, windowSeconds: 24 * hour },
  /** Objections to what is published. */
  'objection.address': { max: 20, windowSeconds: hour },
  /** Each may ask the engine of many titles; and many questions together tell what no one answer does. */
  'catalogue-search.address': { max: 120, windowSeconds: 60 },
  'registry-search.address': { max: 120, windowSeconds: 60 },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limits

/** Whose attempts are counted together. An e-mail is kept as a hash only, and need not belong to anybody. */
export const byAddress = (ctx: Pick<Context, 'caller'>): string => addressGroup(ctx.caller.address)
export const byEmail = (email: string): string => hashSecret(email)

const keyOf = (name: LimitName, whose: string) => `${name}:${whose}`

/** Counts an attempt, and says whether it is within the limit. Attempts beyond it are not counted, so the wait does not grow. */
export async function isWithinLimit(
  ctx: Pick<Context, 'db' | 'clock'>,
  name: LimitName,
  whose: string,
): Promise<boolean> {
  const { max, windowSeconds } = limits[name]
  const window = { key: keyOf(name, whose), windowMs: windowSeconds * 1000, max }
  const [counted] = await ctx.db.batch([countAttemptStatement(window, ctx.clock.nowMs())])
  return counted === 1
}

/** Throws LimitReached `too_many_attempts`, with the seconds until one more attempt is within the limit. */
export async function refuseForNow(ctx: Pick<Context, 'db' | 'clock'>, name: LimitName, whose: string): Promise<never> {
  const { windowSeconds, max } = limits[name]
  const windowMs = windowSeconds * 1000
  const nowMs = ctx.clock.nowMs()
  const start = Math.floor(nowMs / windowMs) * windowMs
  const counts = new Map((await attemptRows(ctx.db, keyOf(name, whose))).map((row) => [row.windowStart, row.count]))
  const [now, before] = [counts.get(start) ?? 0, counts.get(start - windowMs) ?? 0]
  // When what weighs of the older window has shrunk far enough; a window that is full by itself has to become the older one.
  const freeAtMs =
    now < max ? start + windowMs * (1 - (max - now) / Math.max(before, 1)) : start + windowMs * (2 - max / now)
  const retryAfterSeconds = Math.max(1, Math.floor((freeAtMs - nowMs) / 1000) + 1)
  throw new AppError('LimitReached', 'too_many_attempts', 'Too many attempts; wait a while', {
    details: { retryAfterSeconds },
  })
}

/** Counts an attempt. Throws like `refuseForNow` when there were too many. */
export async function countAttempt(ctx: Pick<Context, 'db' | 'clock'>, name: LimitName, whose: string): Promise<void> {
  if (!(await isWithinLimit(ctx, name, whose))) await refuseForNow(ctx, name, whose)
}

/** One's own success does not count against the next attempt. */
export const giveBack = (name: LimitName, whose: string) => giveBackAttempt(keyOf(name, whose))
export const forgive = (name: LimitName, whose: string) => [deleteAttempts(keyOf(name, whose))]
