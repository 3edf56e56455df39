import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** A secret of `characters` × 5 random bits in Crockford's base 32; 26 of them are 130 bits. */
export const newSecret = (characters = 26): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(characters)), (byte) => alphabet.charAt(byte & 31)).join('')

/**
 * What is kept of a secret that was drawn by `newSecret`: SHA-256 in hex. Its entropy makes a slow hash needless, and looking it
 * up by its hash leaves nothing to be timed.
 */
export const hashSecret = (secret: string): string => bytesToHex(sha256(utf8ToBytes(secret)))
