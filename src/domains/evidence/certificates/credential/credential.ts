import { CompactSign } from 'jose'
import { utf8 } from '../../log/bytes.ts'
import type { CertificateRecord } from '../contract.ts'
import type { CredentialKey, CredentialSigner } from '../keys.ts'

/** Entries of one status list: the least that the standard allows (Bitstring Status List 1.0, section 6.1). */
export const statusListEntries = 131_072

/** An issuer by its web address: did:web, which leads to `/.well-known/did.json` (a port's colon is written %3A). */
export const issuerDid = (address: string): string => `did:web:${new URL(address).host.replace(':', '%3A')}`

export const keyName = (key: Pick<CredentialKey, 'id'>): string => `key-${key.id.slice(0, 16)}`

const context = 'https://www.w3.org/ns/credentials/v2'
export const statusListUrl = (address: string, list: number): string => `${address}/credentials/status/${list}`

/**
 * A certificate as W3C Verifiable Credential 2.0. What it says of the work is the record itself, whole; the other names are the
 * standard's.
 */
export function credentialOf(record: CertificateRecord, status: { list: number; index: number }) {
  const { certificate, issuer, registration, work } = record
  const list = statusListUrl(issuer.address, status.list)
  return {
    '@context': [context, { '@vocab': `${issuer.address}/credentials/terms#` }],
    id: certificate.address,
    type: ['VerifiableCredential', 'DepositCertificate'],
    issuer: issuerDid(issuer.address),
    name: `Certificate of Deposit ${certificate.number}`,
    validFrom: certificate.issuedAt.utc,
    credentialSubject: {
      id: `${issuer.address}/registry/${registration.number}`,
      type: 'DepositedWork',
      title: work.title,
      record,
    },
    credentialStatus: {
      id: `${list}#${status.index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: String(status.index),
      statusListCredential: list,
    },
  }
}

/** Signs as vc+jwt does (Securing Verifiable Credentials using JOSE and COSE, section 3.1.1). Ed25519, which JOSE calls EdDSA. */
export const signCredential = (credential: object, issuer: string, signer: CredentialSigner): Promise<string> =>
  new CompactSign(utf8(JSON.stringify(credential)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: `${issuer}#${keyName(signer)}` })
    .sign(signer.privateKey)

/** Who issues, and with which keys (did:web). */
export function issuerDocument(address: string, keys: readonly CredentialKey[]) {
  const id = issuerDid(address)
  const methods = keys.map((key) => ({
    id: `${id}#${keyName(key)}`,
    type: 'JsonWebKey',
    controller: id,
    publicKeyJwk: publicJwk(key),
  }))
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id,
    verificationMethod: methods,
    assertionMethod: methods.map((method) => method.id),
  }
}

const base64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '')

const publicJwk = (key: CredentialKey) => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: base64Url(key.publicKey),
  alg: 'EdDSA',
  kid: keyName(key),
})
