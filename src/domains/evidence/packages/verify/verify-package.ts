import { sha256 } from '@noble/hashes/sha2.js'
import { invalid } from '../../../../kernel/errors.ts'
import { type VerifiedCertificate, verifyCertificate } from '../../certificates/verify/verify-certificate.ts'
import { toHex } from '../../log/bytes.ts'
import type { Policy } from '../../log/policy.ts'
import { tokenOfResponse } from '../../timestamps/response.ts'
import { type Timestamp, verifyTimestamp } from '../../timestamps/token.ts'
import { type ProvenAct, verifyProofFile } from '../../verify-proof.ts'
import { filesOfZip, tagManifestOf, verifyBag } from '../bag.ts'
import { Comparison, type CustodyEntry, lateFiles, PackagedRecord } from '../contract.ts'
import { verifyCustody } from '../custody.ts'

export interface VerifiedPackage {
  packageId: string
  fileCount: number
  comparison: Comparison
  custody: readonly CustodyEntry[]
  act: ProvenAct
  registration: ProvenAct
  certificate: VerifiedCertificate | null
  /** The copy itself lies in it, and is the one that was compared. */
  isCopyInside: boolean
  /** `unjudged`: it carries a timestamp, and no authority was given. */
  timestamp: { state: 'verified'; timestamp: Timestamp } | { state: 'unjudged' } | { state: 'none' }
}

const late: ReadonlySet<string> = new Set(Object.values(lateFiles))

/**
 * What a package of evidence proves, by the keys of the policy, the certificates of authorities (DER), and nothing else. Throws Invalid
 * `package_malformed`, `package_too_large`; `package_file_missing`, `package_file_differs`, `package_file_unlisted` with the path;
 * `custody_broken`; `package_differs` where its parts are not of each other; and what `verifyProofFile`, `verifyTimestamp` and
 * `verifyCertificate` throw.
 */
export async function verifyPackage(
  zip: Uint8Array,
  { policy, roots }: { policy: Policy; roots: readonly Uint8Array[] },
): Promise<VerifiedPackage> {
  const { files } = filesOfZip(zip)
  verifyBag(files, late)
  const need = (path: string): Uint8Array => {
    const bytes = files.get(path)
    if (!bytes) throw invalid('package_file_missing', `${path} is missing from the package`, { path })
    return bytes
  }
  const textOf = (path: string) => new TextDecoder().decode(need(path))
  const custody = verifyCustody(textOf('data/04-custody/custody.jsonl'))
  const comparison = Comparison.safeParse(jsonOf(textOf('data/05-compare/comparison.json')))
  if (!comparison.success) throw differs('The comparison cannot be read')
  const act = await verifyProofFile(textOf(lateFiles.proof), policy, roots)
  const record = PackagedRecord.safeParse(act.record)
  const manifest = tagManifestOf(files)
  if (!record.success || record.data.manifestSha256 !== toHex(sha256(manifest))) {
    throw differs('What was entered in the log is another package')
  }
  const { copy, work, packageId } = comparison.data
  const { custodyHead, copySha256, registrationNumber } = record.data
  if (custody.at(-1)?.hash !== custodyHead) throw differs('The chain of custody is not the one that was entered')
  if (
    copySha256 !== copy.sha256 ||
    registrationNumber !== work.registrationNumber ||
    packageId !== record.data.packageId
  ) {
    throw differs('The comparison is not the one that was entered')
  }
  const registration = await verifyProofFile(textOf('data/01-right/registration.tlog-proof'), policy, roots)
  const pdf = files.get('data/01-right/certificate.pdf')
  const certificate = pdf ? await verifyCertificate(new Uint8Array(pdf), { policy, roots }) : null
  const isCopyInside = [...files].some(
    ([path, bytes]) => path.startsWith('data/02-capture/') && toHex(sha256(bytes)) === copy.sha256,
  )
  const response = files.get(lateFiles.timestamp)
  const timestamp: VerifiedPackage['timestamp'] = !response
    ? { state: 'none' }
    : roots.length === 0
      ? { state: 'unjudged' }
      : {
          state: 'verified',
          timestamp: await verifyTimestamp(tokenOfResponse(new Uint8Array(response)), {
            sha256: sha256(manifest),
            roots,
          }),
        }
  return {
    packageId,
    fileCount: files.size,
    comparison: comparison.data,
    custody,
    act,
    registration,
    certificate,
    isCopyInside,
    timestamp,
  }
}

const differs = (why: string) => invalid('package_differs', why)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
