import { AppError } from '../../../kernel/errors.ts'
import type { OutsideWorld } from '../../../ports/outside-world.ts'
import type { TimestampAuthority } from '../../../ports/timestamp-authority.ts'
import { timestampQueryType, timestampReplyType } from './request.ts'

/** A certificate is handed out within ten seconds, also when the first authority keeps silent. */
const limits = { bytesMax: 200_000, timeoutMs: 4_000 }

/** An authority over HTTP (RFC 3161 section 3.4). */
export const httpAuthority = (
  url: string,
  roots: readonly Uint8Array[],
  outside: OutsideWorld,
): TimestampAuthority => ({
  name: new URL(url).host,
  isThirdParty: true,
  roots,
  answer: async (request) => {
    const headers = { 'content-type': timestampQueryType, accept: timestampReplyType }
    const { status, mimeType, body } = await outside.post(url, { body: request, headers }, limits)
    if (status === 200 && mimeType === timestampReplyType) return body
    throw new AppError('Unavailable', 'authority_unreachable', `The authority answered ${status} ${mimeType}`)
  },
})
