import type { NoticeState } from '../../../src/domains/notices/contract.ts'
import type { StateTone } from '../../ui/state-mark.tsx'

export const toneOfNotice = (state: NoticeState): StateTone => {
  if (state === 'removed' || state === 'kept') return 'good'
  if (state === 'rejected' || state === 'restored' || state === 'withdrawn') return 'bad'
  return state === 'ready' ? 'open' : 'wait'
}

/** One address a line. */
export const addressesIn = (text: string): string[] =>
  text
    .split(/\s+/)
    .map((line) => line.trim())
    .filter(Boolean)

/** Which field of a form holds an element of the law. */
export const fieldOfElement: Readonly<Record<string, string>> = {
  owner_name: 'name',
  owner_contact: 'email',
  owner_address: 'address',
  owner_identity: 'idNumber',
  material_name: 'materialName',
  material_addresses: 'addresses',
  prima_facie: 'explanation',
  truth_statement: 'truth',
  signature: 'signature',
  good_faith: 'goodFaith',
  accuracy: 'accuracy',
  perjury: 'perjury',
  explanation: 'explanation',
  jurisdiction: 'jurisdiction',
}
