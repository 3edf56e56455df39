import { compactVerify, importJWK } from 'jose'
import { z } from 'zod'
import { invalid } from '../../../../kernel/errors.ts'
import { CertificateRecord } from '../contract.ts'
import { isRevokedIn } from '../credential/status-list.ts'

const PublicKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })
const IssuerDocument = z.object({
  id: z.string(),
  verificationMethod: z.array(z.object({ id: z.string(), publicKeyJwk: PublicKey })),
})
const Header = z.object({ alg: z.enum(['EdDSA', 'Ed25519']), typ: z.literal('vc+jwt'), kid: z.string() })
const Status = z.object({ statusListIndex: z.string().regex(/^\d{1,7}$/), statusListCredential: z.string() })
const Credential = z.object({
  issuer: z.string(),
  validFrom: z.iso.datetime(),
  credentialSubject: z.object({ record: CertificateRecord }),
  credentialStatus: Status,
})
const StatusList = z.object({
  id: z.string(),
  issuer: z.string(),
  validFrom: z.iso.datetime(),
  credentialSubject: z.object({ statusPurpose: z.literal('revocation'), encodedList: z.string().max(100_000) }),
})

export interface VerifiedCredential {
  record: CertificateRecord
  issuer: string
  /** By which of the issuer's keys. */
  kid: string
  /** Null where no list was given. `asOf` is when the list was signed. */
  status: { isRevoked: boolean; asOf: string } | null
}

const malformed = (what: string) => invalid('credential_malformed', `This is no credential of ours: ${what}`)

/**
 * What a credential (vc+jwt) proves by the issuer's document (did.json) that the reader has, and by a list of what was revoked where
 * one is given. Throws Invalid `credential_malformed`, `issuer_malformed`, `issuer_unknown`, `credential_signature_wrong`,
 * `status_list_differs`, `status_list_malformed`.
 */
export async function verifyCredential(
  jwt: string,
  issuerDocument: unknown,
  statusListJwt: string | null,
): Promise<VerifiedCredential> {
  const document = IssuerDocument.safeParse(issuerDocument)
  if (!document.success) throw invalid('issuer_malformed', 'This is no document of an issuer with keys of Ed25519')
  const { payload, kid } = await open(jwt.trim(), document.data)
  const credential = Credential.safeParse(payload)
  if (!credential.success) throw malformed('what it says is not as it must be')
  const { issuer, credentialSubject, credentialStatus } = credential.data
  if (issuer !== document.data.id) throw invalid('issuer_unknown', `This credential is issued by ${issuer}`)
  const status = statusListJwt === null ? null : await statusIn(statusListJwt, credentialStatus, document.data)
  return { record: credentialSubject.record, issuer, kid, status }
}

async function open(jwt: string, { id, verificationMethod }: z.infer<typeof IssuerDocument>) {
  const header = Header.safeParse(partOf(jwt, 0))
  if (!header.success) throw malformed('it is no vc+jwt of Ed25519')
  const { kid } = header.data
  const method = verificationMethod.find((one) => one.id === kid)
  if (!method) throw invalid('issuer_unknown', `The issuer ${id} has no key ${kid}`)
  const key = await importJWK({ ...method.publicKeyJwk, alg: 'EdDSA' }, 'EdDSA')
  await compactVerify(jwt, key, { algorithms: ['EdDSA', 'Ed25519'] }).catch(() => {
    throw invalid('credential_signature_wrong', 'The signature does not fit: the credential was changed')
  })
  return { payload: partOf(jwt, 1), kid }
}

function partOf(jwt: string, place: number): unknown {
  try {
    const text = (jwt.split('.')[place] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw malformed('it is no JWS')
  }
}

async function statusIn(jwt: string, of: z.infer<typeof Status>, document: z.infer<typeof IssuerDocument>) {
  const list = StatusList.safeParse((await open(jwt.trim(), document)).payload)
  if (!list.success) throw invalid('status_list_malformed', 'This list of revoked certificates cannot be read')
  const { id, issuer, validFrom, credentialSubject } = list.data
  if (id !== of.statusListCredential || issuer !== document.id) {
    throw invalid('status_list_differs', `This credential is in the list ${of.statusListCredential}, not in this one`)
  }
  return { isRevoked: isRevokedIn(credentialSubject.encodedList, Number(of.statusListIndex)), asOf: validFrom }
}
