import { Certificate, type RelativeDistinguishedNames } from 'pkijs'
import { invalid } from '../../../../kernel/errors.ts'
import { parseDer } from './der.ts'

const shortNames: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.97': 'organizationIdentifier',
}

/** The subject of a certificate in DER, such as `CN=…, O=…`. Throws Invalid `signature_malformed`. */
export const subjectOf = (der: Uint8Array): string => nameWords(readCertificate(der).subject)

export function readCertificate(der: Uint8Array): Certificate {
  try {
    return new Certificate({ schema: parseDer(der) })
  } catch {
    throw invalid('signature_malformed', 'The certificate of the signature cannot be read')
  }
}

export const nameWords = ({ typesAndValues }: RelativeDistinguishedNames): string =>
  typesAndValues
    .map(({ type, value }) => `${shortNames[type] ?? type}=${String(value.valueBlock.value)}`)
    .reverse()
    .join(', ')
