import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { Bytes } from '../log/bytes.ts'
import { newNonce, timestampRequest } from '../timestamps/request.ts'
import { tokenOfResponse } from '../timestamps/response.ts'
import { type Timestamp, verifyTimestamp } from '../timestamps/token.ts'

/** `pending` where no authority could be had just now, `off` where none is set up. */
export type RequestedTimestamp =
  | { state: 'stamped'; token: Bytes; timestamp: Timestamp; isThirdParty: boolean }
  | { state: 'pending' }
  | { state: 'off' }

/**
 * A verified timestamp over 32 bytes of SHA-256, from the first authority that gives one; a few seconds at most for each that is
 * asked. Never throws for what an authority does. Throws Invalid `sha256_malformed`.
 */
export async function requestTimestamp(
  { timestampAuthorities }: Pick<Context, 'timestampAuthorities'>,
  sha256: Uint8Array,
): Promise<RequestedTimestamp> {
  if (timestampAuthorities.length === 0) return { state: 'off' }
  for (const authority of timestampAuthorities) {
    const nonce = newNonce()
    const request = timestampRequest(sha256, nonce)
    try {
      const token = tokenOfResponse(await authority.answer(request))
      const timestamp = await verifyTimestamp(token, { sha256, nonce, roots: authority.roots })
      return { state: 'stamped', token, timestamp, isThirdParty: authority.isThirdParty }
    } catch (error) {
      // Down, or gives what does not verify: either way the next one is asked.
      if (!(error instanceof AppError)) throw error
    }
  }
  return { state: 'pending' }
}
