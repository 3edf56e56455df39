import { BitString, Integer, Utf8String } from 'asn1js'
import { AttributeTypeAndValue, BasicConstraints, Certificate, Extension } from 'pkijs'
import type { Bytes } from '../../log/bytes.ts'
import { copied } from './der.ts'

const commonName = '2.5.4.3'
const yearMs = 365.25 * 24 * 3600 * 1000

/** Says in every viewer what it is. */
export const developmentSealName = '钤印开发印章 Qianyin development seal (not a certified identity)'

export interface DevelopmentSeal {
  /** X.509 in DER. */
  certificate: Bytes
  /** PKCS #8. */
  privateKey: Bytes
}

/** A new P-256 key with a certificate that it signs itself, for ten years. */
export async function makeDevelopmentSeal(nowMs: number): Promise<DevelopmentSeal> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('ECDSA gives a pair of keys')
  const certificate = new Certificate()
  certificate.version = 2
  const serial = crypto.getRandomValues(new Uint8Array(16))
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  certificate.serialNumber = new Integer({ valueHex: copied(serial) })
  for (const name of [certificate.issuer, certificate.subject]) {
    name.typesAndValues.push(
      new AttributeTypeAndValue({ type: commonName, value: new Utf8String({ value: developmentSealName }) }),
    )
  }
  certificate.notBefore.value = new Date(nowMs)
  certificate.notAfter.value = new Date(nowMs + 10 * yearMs)
  certificate.extensions = [
    new Extension({
      extnID: '2.5.29.19',
      critical: true,
      extnValue: new BasicConstraints({ cA: false }).toSchema().toBER(),
    }),
    // digitalSignature and nonRepudiation.
    new Extension({
      extnID: '2.5.29.15',
      critical: true,
      extnValue: new BitString({ valueHex: Uint8Array.of(0xc0).buffer, unusedBits: 6 }).toBER(),
    }),
  ]
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey)
  await certificate.sign(pair.privateKey, 'SHA-256')
  return {
    certificate: new Uint8Array(certificate.toSchema(true).toBER()),
    privateKey: new Uint8Array((await crypto.subtle.exportKey('pkcs8', pair.privateKey)) as ArrayBuffer),
  }
}
