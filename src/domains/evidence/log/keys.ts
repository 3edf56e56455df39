import { sha256 } from '@noble/hashes/sha2.js'
import { invalid } from '../../../kernel/errors.ts'
import { type Bytes, fromBase64, joined, toBase64, toHex, utf8 } from './bytes.ts'

/** What a key signs: 0x01 notes (c2sp.org/signed-note), 0x04 the checkpoints of others (c2sp.org/tlog-cosignature). */
export const noteAlgorithm = 0x01
export const cosignatureAlgorithm = 0x04
type Algorithm = typeof noteAlgorithm | typeof cosignatureAlgorithm

export interface VerifierKey {
  name: string
  /** 4 bytes. */
  id: Bytes
  algorithm: Algorithm
  /** Ed25519, 32 bytes. */
  publicKey: Bytes
}

/** Without spaces and `+`, and not empty (c2sp.org/signed-note). */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}\p{Cc}+]+$/u.test(name)

/** SHA-256(name ‖ LF ‖ algorithm ‖ public key), its first 4 bytes. */
export const keyId = (name: string, algorithm: Algorithm, publicKey: Uint8Array): Bytes =>
  sha256(joined(utf8(`${name}\n`), Uint8Array.of(algorithm), publicKey)).slice(0, 4) as Bytes

/** Throws Invalid `key_malformed`. */
export function verifierKey(name: string, algorithm: Algorithm, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name) || publicKey.length !== 32) throw malformed()
  return { name, algorithm, publicKey: new Uint8Array(publicKey), id: keyId(name, algorithm, publicKey) }
}

/** `name+id+key`, the id in hex and the key in base64 behind the byte of its algorithm. */
export const formatVerifierKey = ({ name, id, algorithm, publicKey }: VerifierKey): string =>
  `${name}+${toHex(id)}+${toBase64(joined(Uint8Array.of(algorithm), publicKey))}`

/** Throws Invalid `key_malformed`, also for an algorithm that is not known here. */
export function parseVerifierKey(text: string): VerifierKey {
  // The key itself may hold a `+`: only the first two divide.
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const bytes = encoded === '' ? new Uint8Array(0) : fromBase64(encoded)
  const algorithm = bytes[0]
  if (algorithm !== noteAlgorithm && algorithm !== cosignatureAlgorithm) throw malformed()
  const key = verifierKey(name, algorithm, bytes.subarray(1))
  if (toHex(key.id) !== id) throw malformed()
  return key
}

const malformed = () =>
  invalid('key_malformed', 'This is no public key as logs write them: name+hash+base64, for Ed25519')

/** Signs as a name. The private key never leaves WebCrypto. */
export interface Signer {
  key: VerifierKey
  sign(message: Uint8Array): Promise<Bytes>
}

export async function newSigningKey(): Promise<{ privateKey: Bytes; publicKey: Bytes }> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('Ed25519 gives a pair of keys')
  const exported = await Promise.all([
    crypto.subtle.exportKey('pkcs8', pair.privateKey),
    crypto.subtle.exportKey('raw', pair.publicKey),
  ])
  // Only `jwk` gives anything but bytes; the types of Workers do not tell the formats apart.
  const [privateKey, publicKey] = exported as [ArrayBuffer, ArrayBuffer]
  return { privateKey: new Uint8Array(privateKey), publicKey: new Uint8Array(publicKey) }
}

/** `privateKey` is PKCS #8. */
export async function signerOf(key: VerifierKey, privateKey: Bytes): Promise<Signer> {
  const imported = await crypto.subtle.importKey('pkcs8', privateKey, 'Ed25519', false, ['sign'])
  return {
    key,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', imported, new Uint8Array(message))),
  }
}

export async function isSignedBy(key: VerifierKey, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  if (signature.length !== 64) return false
  const imported = await crypto.subtle.importKey('raw', key.publicKey, 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', imported, new Uint8Array(signature), new Uint8Array(message))
}
