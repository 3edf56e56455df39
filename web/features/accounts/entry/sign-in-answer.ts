import type { SessionView } from '../../../../src/domains/accounts/contract.ts'

export interface SignInAnswer {
  session: SessionView | null
  secondFactorNeeded: boolean
}
