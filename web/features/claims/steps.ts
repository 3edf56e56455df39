import type { ClaimView, ProgrammeBody } from '../../../src/domains/subsidies/contract.ts'

export type ClaimStep = 'about' | 'costs' | 'results' | 'documents' | 'account' | 'check'

export const stepsOf = ({ basis }: ProgrammeBody): ClaimStep[] => ['about', basis, 'documents', 'account', 'check']

const roots: Record<ClaimStep, readonly string[]> = {
  about: ['workId', 'grantId', 'subject', 'online'],
  costs: ['costs'],
  results: ['results'],
  documents: ['documents'],
  account: ['account'],
  check: ['isDeclaredTrue'],
}

/** Where something that is missing is filled in; what the applicant is lacking is not filled in anywhere. */
export const stepOfPath = (path: string): ClaimStep | null => {
  const root = path.split('.')[0] ?? ''
  return (Object.keys(roots) as ClaimStep[]).find((step) => roots[step].includes(root)) ?? null
}

export const missingOfStep = (claim: ClaimView, step: ClaimStep) =>
  claim.missing.filter(({ path }) => stepOfPath(path) === step)
