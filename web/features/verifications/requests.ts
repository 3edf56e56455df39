import type { VerificationState } from '../../../src/domains/verifications/contract.ts'
import type { StateTone } from '../../ui/state-mark.tsx'

/** One's own organisation's requests, in the cache. */
export const ownRequestsKey = ['verifications', 'own']

export const stateTones: Record<VerificationState, StateTone> = {
  waiting: 'wait',
  accepted: 'good',
  refused: 'bad',
  withdrawn: 'plain',
}
