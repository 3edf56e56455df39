import type { VersionInFull } from '../../works/index.ts'
import { toBase64 } from '../log/bytes.ts'
import { assuranceOf } from './assurance.ts'
import { attachmentNames, type CertificateRecord, type CertificateTimestamp, certificateFormat } from './contract.ts'
import { twoClocks } from './rules.ts'
import { disclaimer } from './words.ts'

export const issuerName = '钤印 Qianyin'

export interface RecordParts {
  number: string
  issuedAtMs: number
  /** Where the registry is, such as https://qianyin.example. */
  address: string
  former: { number: string; version: number } | null
  version: VersionInFull
  log: { origin: string; key: string; index: number; size: number; root: Uint8Array; signedAtMs: number }
  timestamp: CertificateTimestamp
  provenance: Pick<CertificateRecord, 'drafts' | 'earlierRegistrations'>
  seal: CertificateRecord['seal']
}

/** All that a certificate says. */
export function certificateRecord(parts: RecordParts): CertificateRecord {
  const { number, address, former, version, log, timestamp } = parts
  const { draft, registrant } = version
  const { title, otherTitles, category, authors, rightHolders, createdOn, firstPublishedOn, season, filing, aiUse } =
    draft
  if (category === null) throw new Error('A registered work has a category')
  return {
    format: certificateFormat,
    certificate: {
      number,
      issuedAt: twoClocks(parts.issuedAtMs),
      address: certificateAddress(address, number),
      ...(former ? { former } : {}),
    },
    issuer: { name: issuerName, address },
    registration: {
      number: version.registrationNumber,
      version: version.version,
      registeredAt: twoClocks(version.registeredAtMs),
    },
    registrant,
    work: {
      title,
      otherTitles,
      kind: version.kind,
      category,
      authors,
      rightHolders,
      createdOn,
      firstPublishedOn,
      season,
      filing,
      aiUse,
    },
    files: version.files.map(({ name, kind, mimeType, sizeBytes, durationSeconds, sha256, sm3 }, i) => ({
      name,
      kind,
      mimeType,
      episode: draft.files[i]?.episode ?? null,
      sizeBytes,
      durationSeconds,
      sha256: sha256 ?? '',
      sm3: sm3 ?? '',
    })),
    assurance: assuranceOf({ registrant, timestamp, ...parts.provenance }),
    ...parts.provenance,
    log: {
      origin: log.origin,
      key: log.key,
      index: log.index,
      size: log.size,
      root: toBase64(log.root),
      checkpointSignedAt: twoClocks(log.signedAtMs),
    },
    timestamp,
    seal: parts.seal,
    check: checkLines(number, log.key, `${address}/log`, timestamp.state === 'granted'),
    disclaimer,
  }
}

export const certificateAddress = (address: string, number: string): string => `${address}/certificates/${number}`

function checkLines(number: string, key: string, logUrl: string, hasTimestamp: boolean): string[] {
  return [
    `qianyin verify ${number}.pdf --key '${key}' --file FILE`,
    `pdfsig ${number}.pdf && pdfdetach -saveall ${number}.pdf && sha256sum FILE`,
    hasTimestamp
      ? `openssl ts -verify -in ${attachmentNames.timestamp} -data ${attachmentNames.proof} -CAfile AUTHORITY.pem`
      : `qianyin log audit --from ${logUrl} --key '${key}'`,
  ]
}
