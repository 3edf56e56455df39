import { readFileSync } from 'node:fs'
import { CertBag, Certificate, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo } from 'pkijs'
import { ecdsaDer } from '../../../domains/evidence/certificates/seal/der.ts'
import type { Seal } from '../../../ports/certificates.ts'
import { ConfigError } from '../config.ts'

const algorithms = {
  '1.2.840.10045.2.1': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  '1.2.840.113549.1.1.1': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
} as const
type Known = keyof typeof algorithms

const refused = (why: string) => new ConfigError(`The settings cannot be used:\n  QIANYIN_SEAL_P12: ${why}`)

/**
 * A seal from a PKCS #12 file (RFC 7292) as `openssl pkcs12 -export` of version 3 writes it, with a key of P-256 or RSA and the
 * certificates that vouch for it. Throws ConfigError.
 */
export async function readP12Seal(path: string, password: string): Promise<Seal> {
  const { keys, certificates } = await openP12(path, password)
  const [key] = keys
  if (!key || keys.length !== 1) throw refused('holds no private key, or several')
  const kind = key.privateKeyAlgorithm.algorithmId as Known
  const algorithm = algorithms[kind]
  if (!algorithm) throw refused('its key is neither of P-256 nor RSA')
  const privateKey = await crypto.subtle
    .importKey('pkcs8', key.toSchema().toBER(), algorithm, false, ['sign'])
    .catch(() => {
      throw refused('its key is neither of P-256 nor RSA')
    })
  const sign = async (message: Uint8Array): Promise<Uint8Array> => {
    const signature = new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, new Uint8Array(message)))
    return algorithm.name === 'ECDSA' ? ecdsaDer(signature) : signature
  }
  return {
    kind: 'configured',
    certificates: (await ownFirst(certificates, algorithm, privateKey)).map(derOf),
    algorithm: algorithm.name === 'ECDSA' ? 'ECDSA-P256-SHA256' : 'RSA-SHA256',
    sign,
  }
}

const derOf = (certificate: Certificate) => new Uint8Array(certificate.toSchema(true).toBER())

async function openP12(
  path: string,
  password: string,
): Promise<{ keys: PrivateKeyInfo[]; certificates: Certificate[] }> {
  const secret = new Uint8Array(new TextEncoder().encode(password)).buffer
  try {
    const pfx = PFX.fromBER(new Uint8Array(readFileSync(path)))
    await pfx.parseInternalValues({ password: secret, checkIntegrity: true })
    const safe = pfx.parsedValue?.authenticatedSafe
    if (!safe) throw new Error('nothing in it')
    await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password: secret })) })
    const contents = (safe.parsedValue as { safeContents: { value: { safeBags: { bagValue: unknown }[] } }[] })
      .safeContents
    const bags = contents.flatMap(({ value }) => value.safeBags.map(({ bagValue }) => bagValue))
    const keys: PrivateKeyInfo[] = []
    for (const bag of bags) {
      if (bag instanceof PrivateKeyInfo) keys.push(bag)
      if (!(bag instanceof PKCS8ShroudedKeyBag)) continue
      await (
        bag as unknown as { parseInternalValues(by: { password: ArrayBuffer }): Promise<void> }
      ).parseInternalValues({ password: secret })
      if (bag.parsedValue) keys.push(bag.parsedValue)
    }
    const certificates = bags.flatMap((bag) =>
      bag instanceof CertBag && bag.parsedValue instanceof Certificate ? [bag.parsedValue] : [],
    )
    return { keys, certificates }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw refused(`${path} cannot be opened with QIANYIN_SEAL_PASSWORD, or is no PKCS #12 file of OpenSSL 3`)
  }
}

/** The certificate of the key itself, found by trying, then the others. */
async function ownFirst(
  certificates: readonly Certificate[],
  algorithm: (typeof algorithms)[Known],
  privateKey: CryptoKey,
): Promise<Certificate[]> {
  const probe = new TextEncoder().encode('seal')
  const signature = await crypto.subtle.sign(algorithm, privateKey, probe)
  for (const certificate of certificates) {
    const key = await crypto.subtle
      .importKey('spki', certificate.subjectPublicKeyInfo.toSchema().toBER(), algorithm, false, ['verify'])
      .catch(() => null)
    if (key && (await crypto.subtle.verify(algorithm, key, signature, probe))) {
      return [certificate, ...certificates.filter((other) => other !== certificate)]
    }
  }
  throw refused('no certificate in it is of its key')
}
