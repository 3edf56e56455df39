import { type DepositKind, depositKinds } from '../../../../src/domains/provenance/contract.ts'
import { makeDeposit } from '../../../api.ts'

const prefix = 'deposit:'

/** The uploads that are to become deposits of a work. */
export const depositScope = (workId: string) => `${prefix}${workId}`

export interface DepositWords {
  kind: DepositKind
  note: string
}
export const depositDetail = (words: DepositWords) => JSON.stringify(words)

function wordsOf(detail: string): DepositWords {
  try {
    const said: unknown = JSON.parse(detail)
    if (typeof said === 'object' && said !== null && 'kind' in said && 'note' in said) {
      const kind = depositKinds.find((known) => known === said.kind) ?? 'other'
      return { kind, note: typeof said.note === 'string' ? said.note : '' }
    }
  } catch {
    // What the browser kept was changed by somebody: the file is taken without words.
  }
  return { kind: 'other', note: '' }
}

/** Makes a deposit of an upload of such a scope. */
export const acceptDeposit = (uploadId: string, { scope, detail }: { scope: string; detail: string }) =>
  makeDeposit(scope.slice(prefix.length), { uploadId, ...wordsOf(detail) })
