import { z } from 'zod'
import { AppError, conflict } from '../../../kernel/errors.ts'
import type { Anchor, AnchorReceipt } from '../../../ports/anchor.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { OutsideWorld } from '../../../ports/outside-world.ts'
import { utf8 } from '../log/bytes.ts'
import { tencentHeaders } from './tencent-signature.ts'

const host = 'btoe.tencentcloudapi.com'
const version = '2021-05-14'
const limits = { bytesMax: 65_536, timeoutMs: 8_000 }

const Failure = z.object({ Error: z.object({ Code: z.string(), Message: z.string() }) })
const Deposit = z.object({ EvidenceId: z.string().min(1).max(200) })
const DepositInfo = z.object({
  EvidenceId: z.string(),
  EvidenceTxHash: z.string().optional(),
  EvidenceTime: z.string().optional(),
})
const Verification = z.object({ Result: z.boolean() })

/**
 * Tencent's judicial chain (至信链, through the Blockchain Trusted Open Evidence service, BTOE 2021-05-14): CreateHashDeposit,
 * GetDepositInfo, VerifyEvidenceHash; JSON by POST, signed with TC3-HMAC-SHA256.
 */
export function btoeAnchor(
  keys: { id: string; secret: string; region: string },
  { outside, clock }: { outside: OutsideWorld; clock: Clock },
): Anchor {
  async function call<T extends z.ZodType>(action: string, body: object, answer: T): Promise<z.output<T>> {
    const payload = utf8(JSON.stringify(body))
    const at = Math.floor(clock.nowMs() / 1000)
    const headers = {
      ...tencentHeaders({ service: 'btoe', host, action, payload, at }, keys),
      'x-tc-action': action,
      'x-tc-version': version,
      'x-tc-timestamp': String(at),
      'x-tc-region': keys.region,
    }
    const { status, body: bytes } = await outside.post(`https://${host}/`, { body: payload, headers }, limits)
    const said = z.object({ Response: z.unknown() }).safeParse(jsonOf(bytes))
    const failure = Failure.safeParse(said.data?.Response)
    if (failure.success) {
      const { Code, Message } = failure.data.Error
      // What is our mistake is not mended by asking again.
      if (/^(AuthFailure|InvalidParameter|MissingParameter|UnauthorizedOperation|UnsupportedOperation)/.test(Code))
        throw conflict('anchor_refused', `The chain refused: ${Code} ${Message}`.slice(0, 300))
      throw unreachable(`${Code} ${Message}`)
    }
    const parsed = answer.safeParse(said.data?.Response)
    if (status !== 200 || !parsed.success) throw unreachable(`status ${status}`)
    return parsed.data
  }

  return {
    name: 'btoe',
    async submit({ sha256, name, reference }): Promise<AnchorReceipt> {
      const wish = { EvidenceName: name, EvidenceHash: sha256, BusinessId: reference }
      const { EvidenceId } = await call('CreateHashDeposit', wish, Deposit)
      return { evidenceId: EvidenceId, transaction: null, at: null }
    },
    async read(evidenceId): Promise<AnchorReceipt> {
      const { EvidenceTxHash, EvidenceTime } = await call('GetDepositInfo', { EvidenceId: evidenceId }, DepositInfo)
      return { evidenceId, transaction: EvidenceTxHash || null, at: EvidenceTime || null }
    },
    async holds(sha256): Promise<boolean> {
      return (await call('VerifyEvidenceHash', { EvidenceHash: sha256 }, Verification)).Result
    },
  }
}

const unreachable = (why: string) =>
  new AppError('Unavailable', 'anchor_unreachable', `The chain gave no answer: ${why}`.slice(0, 300))

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return null
  }
}
