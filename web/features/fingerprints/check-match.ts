import type { CheckView } from '../../../src/domains/fingerprints/contract.ts'

export type CheckMatch = NonNullable<CheckView['matches']>[number]
