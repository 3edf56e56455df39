import type { VerifiedCertificate } from '../../../src/domains/evidence/certificates/verify/verify-certificate.ts'
import type { VerifiedCredential } from '../../../src/domains/evidence/certificates/verify/verify-credential.ts'
import type { Policy } from '../../../src/domains/evidence/log/policy.ts'
import type { VerifiedPackage } from '../../../src/domains/evidence/packages/verify/verify-package.ts'
import type { ProvenAct } from '../../../src/domains/evidence/verify-proof.ts'
import { sha256Of } from '../../ui/hash-file.ts'

/** Whom to believe, as texts that anyone can keep beside their documents. */
export interface Keys {
  /** c2sp.org/tlog-policy, or one key as c2sp.org/signed-note writes it; empty where none is known. */
  policy: string
  /** Certificates of timestamp authorities in PEM. */
  authorities: string
  /** The issuer's document of credentials, in JSON. */
  issuer: string
}

export type Verified =
  | { kind: 'proof'; act: ProvenAct }
  | { kind: 'certificate'; found: VerifiedCertificate }
  | { kind: 'credential'; found: VerifiedCredential }
  | { kind: 'package'; found: VerifiedPackage }

/** What became of one document. */
export type Outcome =
  | { key: string; name: string; state: 'verified'; verified: Verified }
  | { key: string; name: string; state: 'broken'; code: string; reason: string }

export interface HeldFile {
  name: string
  sha256: string
}

export type DocumentKind = Verified['kind']

const documentBytesMax = 64 * 2 ** 20
const packageBytesMax = 1024 * 2 ** 20
const headBytes = 64

/** What a file is, by its first bytes; null for one that is to be held against a document. */
export async function documentKindOf(file: Blob): Promise<DocumentKind | null> {
  const head = new TextDecoder('latin1').decode(await file.slice(0, headBytes).arrayBuffer())
  if (head.startsWith('c2sp.org/tlog-proof@v1\n')) return 'proof'
  if (head.startsWith('%PDF-')) return 'certificate'
  if (head.startsWith('PK\u0003\u0004')) return 'package'
  if (/^eyJ[A-Za-z0-9_-]+/.test(head)) return 'credential'
  return null
}

/** Runs wholly here. Throws AppError Invalid with the code of what is broken. */
export async function verifyDocument(file: Blob, kind: DocumentKind, keys: Keys): Promise<Verified> {
  const { invalid } = await import('../../../src/kernel/errors.ts')
  if (file.size > (kind === 'package' ? packageBytesMax : documentBytesMax))
    throw invalid('document_too_large', 'This is too large to be one of our documents')
  if (kind === 'certificate') {
    const { verifyCertificate } = await import(
      '../../../src/domains/evidence/certificates/verify/verify-certificate.ts'
    )
    const roots = await rootsOf(keys.authorities)
    const pdf = new Uint8Array(await file.arrayBuffer())
    return { kind, found: await verifyCertificate(pdf, { policy: await policyOf(keys.policy), roots }) }
  }
  if (kind === 'credential') {
    const { verifyCredential } = await import('../../../src/domains/evidence/certificates/verify/verify-credential.ts')
    return { kind, found: await verifyCredential(await file.text(), jsonOf(keys.issuer), null) }
  }
  const policy = await policyOf(keys.policy)
  if (!policy) throw invalid('key_missing', 'A proof is verified by a key of the log')
  if (kind === 'package') {
    const { verifyPackage } = await import('../../../src/domains/evidence/packages/verify/verify-package.ts')
    const zip = new Uint8Array(await file.arrayBuffer())
    return { kind, found: await verifyPackage(zip, { policy, roots: await rootsOf(keys.authorities) }) }
  }
  const { verifyProofFile } = await import('../../../src/domains/evidence/verify-proof.ts')
  return { kind, act: await verifyProofFile(await file.text(), policy, await rootsOf(keys.authorities)) }
}

async function rootsOf(pem: string): Promise<Uint8Array[]> {
  if (pem.trim() === '') return []
  const { certificatesOfPem } = await import('../../../src/domains/evidence/timestamps/certificates.ts')
  return certificatesOfPem(pem)
}

async function policyOf(text: string): Promise<Policy | null> {
  const said = text.trim()
  if (said === '') return null
  const { parsePolicy, policyOf: believing } = await import('../../../src/domains/evidence/log/policy.ts')
  const { parseVerifierKey } = await import('../../../src/domains/evidence/log/keys.ts')
  return /^\S+$/.test(said) ? believing(parseVerifierKey(said)) : parsePolicy(said)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The SHA-256 of every file that a verified document speaks of. */
export function hashesIn(verified: Verified): string[] {
  if (verified.kind === 'package') {
    const { copy, work } = verified.found.comparison
    return [copy.sha256, work.sha256]
  }
  if (verified.kind !== 'proof') return verified.found.record.files.map(({ sha256 }) => sha256)
  const files = verified.act.record?.files
  return Array.isArray(files)
    ? files.flatMap((file: unknown) => {
        const sha256: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, 'sha256') : null
        return typeof sha256 === 'string' ? [sha256] : []
      })
    : []
}

export const heldFile = async (file: File, onProgress: (fraction: number) => void): Promise<HeldFile> => ({
  name: file.name,
  sha256: await sha256Of(file, onProgress),
})
