import { z } from 'zod'
import { invalid } from '../../kernel/errors.ts'
import type { MediaFingerprint } from '../../ports/media.ts'
import { decodeParts, encodeParts, type PartName } from './parts.ts'

const Header = z.array(z.tuple([z.string().max(20), z.number().int().min(0)])).max(20)
const headerBytesMax = 4096

const malformed = (what: string) => invalid('fingerprint_malformed', `Not a whole fingerprint: ${what}`)

/**
 * All parts of a fingerprint in one run of bytes, as a media worker hands it in: header length (uint32, little-endian), header
 * (UTF-8 JSON: name and bytes of each part), then the parts.
 */
export function encodeWhole(fingerprint: MediaFingerprint): Uint8Array {
  const parts = encodeParts(fingerprint)
  const header = new TextEncoder().encode(JSON.stringify(parts.map(({ part, body }) => [part, body.length])))
  const bytes = new Uint8Array(parts.reduce((sum, { body }) => sum + body.length, 4 + header.length))
  new DataView(bytes.buffer).setUint32(0, header.length, true)
  bytes.set(header, 4)
  let at = 4 + header.length
  for (const { body } of parts) {
    bytes.set(body, at)
    at += body.length
  }
  return bytes
}

/** The inverse of `encodeWhole`. Throws AppError Invalid `fingerprint_malformed` for anything it did not write. */
export function decodeWhole(bytes: Uint8Array): MediaFingerprint {
  if (bytes.length < 4) throw malformed('too short')
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
  if (headerLength > headerBytesMax || 4 + headerLength > bytes.length) throw malformed('header length')
  const header = Header.safeParse(jsonOf(bytes.subarray(4, 4 + headerLength)))
  if (!header.success) throw malformed('header')
  let at = 4 + headerLength
  const parts = header.data.map(([part, length]) => {
    at += length
    // `decodeParts` leaves alone what it does not know.
    return { part: part as PartName, body: bytes.slice(at - length, at) }
  })
  if (at !== bytes.length) throw malformed('length')
  if (!parts.some(({ part }) => part === 'frames')) throw malformed('no frames')
  return decodeParts(parts)
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return null
  }
}
