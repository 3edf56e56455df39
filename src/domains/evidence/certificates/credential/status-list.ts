import { gunzipSync, gzipSync } from 'fflate'
import { invalid } from '../../../../kernel/errors.ts'
import { issuerDid, statusListEntries, statusListUrl } from './credential.ts'

/** A bit for each certificate, the first one the highest of the first byte; gzip, then base64url behind a `u` (multibase). */
export function encodeStatusList(revoked: readonly number[]): string {
  const bits = new Uint8Array(statusListEntries / 8)
  for (const index of revoked) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7))
  // The same list gives the same text: no time in the header.
  const zipped = gzipSync(bits, { mtime: 0 })
  let text = ''
  for (let at = 0; at < zipped.length; at += 0x8000) text += String.fromCharCode(...zipped.subarray(at, at + 0x8000))
  return `u${btoa(text).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '')}`
}

/** Whether the bit of an index is set. Throws Invalid `status_list_malformed`. */
export function isRevokedIn(encodedList: string, index: number): boolean {
  let bits: Uint8Array
  try {
    const text = atob(encodedList.slice(1).replace(/-/g, '+').replace(/_/g, '/'))
    const zipped = Uint8Array.from(text, (character) => character.charCodeAt(0))
    bits = gunzipSync(zipped, { out: new Uint8Array(statusListEntries / 8) })
  } catch {
    throw invalid('status_list_malformed', 'This list of revoked certificates cannot be read')
  }
  if (!encodedList.startsWith('u') || index < 0 || index >= bits.length * 8) {
    throw invalid('status_list_malformed', 'This list of revoked certificates cannot be read')
  }
  return ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
}

/** The list as a credential of its own (Bitstring Status List 1.0, section 3.2). */
export const statusListCredential = (address: string, list: number, revoked: readonly number[], validFrom: string) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: statusListUrl(address, list),
  type: ['VerifiableCredential', 'BitstringStatusListCredential'],
  issuer: issuerDid(address),
  validFrom,
  credentialSubject: {
    id: `${statusListUrl(address, list)}#list`,
    type: 'BitstringStatusList',
    statusPurpose: 'revocation',
    encodedList: encodeStatusList(revoked),
  },
})
