import { encodeUnit } from './units.ts'

/** The Instance-Code from the BLAKE3 digest (32 bytes) of the whole file: equal for equal bytes only. */
export const instanceCode = (blake3: Uint8Array, bits: number): string => encodeUnit('INSTANCE', 0, blake3, bits)

/** A BLAKE3 digest of 32 bytes as a multihash (function 0x1e, length 0x20), in hex digits, as ISCC metadata state it. */
export const blake3Multihash = (digest: Uint8Array): string =>
  `1e20${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
