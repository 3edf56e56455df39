import { sharedBytes, sharedWords } from './object-table.ts'

/** Numbers are read back from the start of their run. */
const RUN = 64

/** Numbers of 32 bits as differences in 7-bit groups (LEB128 over zigzag): about a byte each where neighbours are near. */
export interface PackedSlots {
  /** Where each run of 64 numbers starts in `slotBytes`. */
  runs: Uint32Array
  slotBytes: Uint8Array
}

const zigzag = (difference: number): number => ((difference << 1) ^ (difference >> 31)) >>> 0
const unzigzag = (value: number): number => (value >>> 1) ^ -(value & 1)

export const packSlots = (slots: Uint32Array, count: number): PackedSlots => {
  const runs = sharedWords(Math.ceil(count / RUN))
  let bytes = new Uint8Array(2 * count + 64)
  let at = 0
  let last = 0
  for (let i = 0; i < count; i++) {
    if (at + 5 > bytes.length) {
      const grown = new Uint8Array(2 * bytes.length)
      grown.set(bytes)
      bytes = grown
    }
    if (i % RUN === 0) {
      runs[i / RUN] = at
      last = 0
    }
    const slot = slots[i] ?? 0
    let rest = zigzag((slot - last) | 0)
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80
    bytes[at++] = rest
    last = slot
  }
  const slotBytes = sharedBytes(at)
  slotBytes.set(bytes.subarray(0, at))
  return { runs, slotBytes }
}

/** Numbers first..first + into.length - 1 are written to `into`. */
export const unpackSlots = ({ runs, slotBytes }: PackedSlots, first: number, into: Uint32Array): void => {
  let at = 0
  let last = 0
  for (let i = first - (first % RUN); i < first + into.length; i++) {
    if (i % RUN === 0) {
      at = runs[i / RUN] ?? 0
      last = 0
    }
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = slotBytes[at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    last = (last + unzigzag(value >>> 0)) >>> 0
    if (i >= first) into[i - first] = last
  }
}
