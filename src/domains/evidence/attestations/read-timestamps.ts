import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { TimestampStanding } from '../contract.ts'
import { pemOf } from '../timestamps/certificates.ts'
import { responseOfToken } from '../timestamps/response.ts'
import { newestTimestamp, stampedCheckpointOver, timestampsOf } from './store.ts'

/** `timestamps/N.tsr`, and `timestamps/N.1.tsr` for its first renewal. */
export const timestampPath = (number: number, renewal: number): string =>
  `timestamps/${number}${renewal === 0 ? '' : `.${renewal}`}.tsr`

/** A timestamp as a file that `openssl ts` reads, by its name. Throws NotFound `timestamp_not_found`. */
export async function readTimestamp({ db }: Pick<Context, 'db'>, name: string): Promise<Uint8Array> {
  const [, number, renewal = '0'] = /^(0|[1-9]\d{0,14})(?:\.([1-9]\d{0,5}))?\.tsr$/.exec(name) ?? []
  const rows = number === undefined ? [] : await timestampsOf(db, Number(number))
  const found = rows.find((row) => row.renewal === Number(renewal))
  if (!found) throw notFound('timestamp')
  return responseOfToken(new Uint8Array(found.token))
}

/** The certificates that the authorities of this log are known by, as PEM. Throws NotFound `authority_not_found`. */
export function readAuthorities({ timestampAuthorities }: Pick<Context, 'timestampAuthorities'>): string {
  if (timestampAuthorities.length === 0) throw notFound('authority')
  return [...new Set(timestampAuthorities.flatMap(({ roots }) => roots.map(pemOf)))].join('')
}

type StandingContext = Pick<Context, 'db' | 'timestampAuthorities'>

const standing = (
  { timestampAuthorities }: StandingContext,
  row: { number: number; at: number; authority: string } | undefined,
): TimestampStanding =>
  row
    ? { state: 'stamped', number: row.number, at: new Date(row.at).toISOString(), authority: row.authority }
    : { state: timestampAuthorities.length > 0 ? 'pending' : 'off' }

/** How far the time over an entry is. */
export const timestampOver = async (ctx: StandingContext, index: number): Promise<TimestampStanding> =>
  standing(ctx, (await stampedCheckpointOver(ctx.db, index, 0))?.timestamp)

/** The newest timestamp of the log. */
export const timestampOfLog = async (ctx: StandingContext): Promise<TimestampStanding> =>
  standing(ctx, await newestTimestamp(ctx.db))
