import { blake3 } from '@noble/hashes/blake3.js'
import { blake3Multihash } from './instance-code.ts'
import { simhash } from './simhash.ts'
import { cleanText, collapseText, forEachWindow, joinLines, trimToBytes } from './text.ts'
import { encodeUnit, malformed } from './units.ts'

const NAME_BYTES_MAX = 128
const DESCRIPTION_BYTES_MAX = 4096
const TEXT_WINDOW = 3
const PAYLOAD_WINDOW = 4

export interface MetaCode {
  iscc: string
  /** The parts that went into it, as normalised. */
  name: string
  description: string
  /** BLAKE3 multihash of them, or of the payload: hex digits. */
  metahash: string
}

const hashText = (text: string): Uint8Array => {
  const digests: Uint8Array[] = []
  forEachWindow(collapseText(text), TEXT_WINDOW, (run) => digests.push(blake3(run)))
  return simhash(digests)
}

const hashPayload = (payload: Uint8Array): Uint8Array =>
  simhash(
    Array.from({ length: Math.max(1, payload.length - PAYLOAD_WINDOW + 1) }, (_, i) =>
      blake3(payload.subarray(i, i + PAYLOAD_WINDOW)),
    ),
  )

/** Words of 32 bits of the first half of each, by turns. */
const interleave = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const mixed = new Uint8Array(32)
  for (let i = 0; i < 4; i++) {
    mixed.set(first.subarray(4 * i, 4 * i + 4), 8 * i)
    mixed.set(second.subarray(4 * i, 4 * i + 4), 8 * i + 4)
  }
  return mixed
}

/**
 * The Meta-Code of a work's name and description; `payload`, the bytes of metadata in some format (JSON in canonical form, RFC
 * 8785), takes the place of the description in the hash. Throws AppError Invalid `iscc_malformed` when nothing is left of the name.
 */
export const metaCode = (
  work: { name: string; description?: string; payload?: Uint8Array },
  bits: number,
): MetaCode => {
  const name = trimToBytes(joinLines(cleanText(work.name)), NAME_BYTES_MAX)
  if (name === '') throw malformed('a Meta-Code needs a name')
  const description = trimToBytes(cleanText(work.description ?? ''), DESCRIPTION_BYTES_MAX)
  const named = hashText(name)
  const { payload } = work
  const hash = payload?.length
    ? interleave(named, hashPayload(payload))
    : description
      ? interleave(named, hashText(description))
      : named
  const hashed = payload?.length ? payload : new TextEncoder().encode(`${name} ${description}`.trim())
  return { iscc: encodeUnit('META', 0, hash, bits), name, description, metahash: blake3Multihash(blake3(hashed)) }
}
