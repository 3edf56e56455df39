/**
 * Hamming search over 256-bit codes, in AssemblyScript (https://www.assemblyscript.org): one instance a memory, one
 * memory a segment. The layout of the memory is laid down in segment-layout.ts, which hands over the addresses by `place`.
 * A word of a code is three of its bytes (i, i + 9, i + 18): the first two, cut to `bucketBits`, name a bucket; the third
 * is kept beside each entry, so that most entries of a bucket are passed over without touching their codes.
 */

const WORDS: u32 = 9
const CODE_BYTES: usize = 32
/** Places are found sixteen at a time, so this many must be free. */
const STEP: u32 = 16

let codes: usize = 0
let tables: usize = 0
let tableBytes: usize = 0
let lowsAt: usize = 0
let idsAt: usize = 0
let blocksAt: usize = 0
let blocks: u32 = 0
let bucketBits: u32 = 0
let masks: usize = 0
let found: usize = 0
let foundMax: u32 = 0
/** Where `collect` goes on; `resumeMask` is -1 when it is through. */
export let resumeMask: u32 = 0
export let resumePlace: u32 = 0

/** Addresses of the memory's parts. A table's own parts lie at the same distance from its start in every table. */
export function place(
  codesAt: usize,
  tablesAt: usize,
  bytesOfTable: usize,
  lowsOffset: usize,
  idsOffset: usize,
  blocksOffset: usize,
  blockCount: u32,
  bitsOfBucket: u32,
  masksAt: usize,
  foundAt: usize,
  foundCapacity: u32,
): void {
  codes = codesAt
  tables = tablesAt
  tableBytes = bytesOfTable
  lowsAt = lowsOffset
  idsAt = idsOffset
  blocksAt = blocksOffset
  blocks = blockCount
  bucketBits = bitsOfBucket
  masks = masksAt
  found = foundAt
  foundMax = foundCapacity
}

// @ts-ignore: decorator
@inline
function bucketOf(code: usize, word: u32): u32 {
  return (((<u32>load<u8>(code + word)) << 8) | (<u32>load<u8>(code + word, 9))) >> (16 - bucketBits)
}

// @ts-ignore: decorator
@inline
function distance(a: usize, b: usize): u32 {
  return <u32>(
    popcnt<u64>(load<u64>(a) ^ load<u64>(b)) +
    popcnt<u64>(load<u64>(a, 8) ^ load<u64>(b, 8)) +
    popcnt<u64>(load<u64>(a, 16) ^ load<u64>(b, 16)) +
    popcnt<u64>(load<u64>(a, 24) ^ load<u64>(b, 24))
  )
}

/** All masks of `bucketBits` bits with at most `flipsMax` set, fewest first; `ends` gets how many have at most 0, 1, ... */
export function writeMasks(flipsMax: u32, ends: usize): void {
  let n: usize = 0
  for (let flips: u32 = 0; flips <= flipsMax; flips++) {
    for (let mask: u32 = 0; mask < <u32>1 << bucketBits; mask++) {
      if (<u32>popcnt<u32>(mask) == flips) {
        store<u16>(masks + 2 * n, <u16>mask)
        n++
      }
    }
    store<u32>(ends + 4 * <usize>flips, <u32>n)
  }
}

/** Fills one table for `count` codes by a counting sort. The table must be zero, `next` is scratch of 4 bytes a bucket. */
export function build(word: u32, count: u32, next: usize): void {
  const starts = tables + <usize>word * tableBytes
  const lows = starts + lowsAt
  const ids = starts + idsAt
  const marks = starts + blocksAt
  const buckets: u32 = <u32>1 << bucketBits
  memory.fill(next, 0, 4 * <usize>buckets)
  for (let id: u32 = 0; id < count; id++) {
    const counter = next + 4 * <usize>bucketOf(codes + <usize>id * CODE_BYTES, word)
    store<u32>(counter, load<u32>(counter) + 1)
  }
  let sum: u32 = 0
  for (let bucket: u32 = 0; bucket < buckets; bucket++) {
    const counter = next + 4 * <usize>bucket
    const size = load<u32>(counter)
    store<u32>(starts + 4 * <usize>bucket, sum)
    store<u32>(counter, sum)
    sum += size
  }
  store<u32>(starts + 4 * <usize>buckets, sum)
  for (let id: u32 = 0; id < count; id++) {
    const code = codes + <usize>id * CODE_BYTES
    const bucket = bucketOf(code, word)
    const counter = next + 4 * <usize>bucket
    const entry = load<u32>(counter)
    store<u32>(counter, entry + 1)
    store<u8>(lows + <usize>entry, load<u8>(code + word, 18))
    store<u16>(ids + 2 * <usize>entry, <u16>id)
    if (blocks > 1) {
      const bit = <usize>entry + <usize>bucket * <usize>blocks + <usize>(id >> 16)
      const byte = marks + (bit >> 3)
      store<u8>(byte, load<u8>(byte) | (1 << (<u8>bit & 7)))
    }
  }
}

/**
 * Entries of one table whose word is within `flips` bits of the query's, from where the last call stopped: pairs
 * (entry, bucket) in `found`. Returns their number.
 */
export function collect(word: u32, query: usize, flips: i32, ends: usize, mask: u32, from: u32): u32 {
  const starts = tables + <usize>word * tableBytes
  const lows = starts + lowsAt
  const value = bucketOf(query, word)
  const low = i8x16.splat(load<i8>(query + word, 18))
  let n: u32 = 0
  let entry = from
  for (let f: i32 = 0; f <= flips; f++) {
    const last = load<u32>(ends + 4 * <usize>f)
    const allowed = i8x16.splat(<i8>(flips - f))
    for (; mask < last; mask++) {
      const bucket = value ^ <u32>load<u16>(masks + 2 * <usize>mask)
      const at = starts + 4 * <usize>bucket
      const end = load<u32>(at, 4)
      if (entry == 0) entry = load<u32>(at)
      for (; entry < end; entry += STEP) {
        const near = i8x16.le_u(i8x16.popcnt(v128.xor(v128.load(lows + <usize>entry), low)), allowed)
        if (v128.any_true(near)) {
          if (n + STEP > foundMax) {
            resumeMask = mask
            resumePlace = entry
            return n
          }
          let bits = <u32>i8x16.bitmask(near)
          const left = end - entry
          if (left < STEP) bits &= (1 << left) - 1
          while (bits != 0) {
            const pair = found + 8 * <usize>n
            store<u32>(pair, entry + ctz<u32>(bits))
            store<u32>(pair, bucket, 4)
            bits &= bits - 1
            n++
          }
        }
      }
      entry = 0
    }
  }
  resumeMask = -1
  return n
}

/** The code number of an entry: its lower 16 bits are stored, the upper ones marked in unary (Elias-Fano). */
// @ts-ignore: decorator
@inline
function idOf(starts: usize, entry: u32, bucket: u32): u32 {
  const id = <u32>load<u16>(starts + idsAt + 2 * <usize>entry)
  if (blocks == 1) return id
  const first = load<u32>(starts + 4 * <usize>bucket)
  const marks = starts + blocksAt
  const base = <usize>first + <usize>bucket * <usize>blocks
  let wanted = entry - first
  let at = base
  let bits = load<u64>(marks + (at >> 3)) >> (at & 7)
  let width: usize = 64 - (at & 7)
  let ones = <u32>popcnt<u64>(bits)
  while (ones <= wanted) {
    wanted -= ones
    at += width
    bits = load<u64>(marks + (at >> 3)) >> (at & 7)
    width = 64 - (at & 7)
    ones = <u32>popcnt<u64>(bits)
  }
  // The mark number `wanted` of `bits`, by halves.
  let half = <u32>popcnt<u64>(bits & 0xffffffff)
  if (half <= wanted) {
    wanted -= half
    bits >>= 32
    at += 32
  }
  half = <u32>popcnt<u64>(bits & 0xffff)
  if (half <= wanted) {
    wanted -= half
    bits >>= 16
    at += 16
  }
  half = <u32>popcnt<u64>(bits & 0xff)
  if (half <= wanted) {
    wanted -= half
    bits >>= 8
    at += 8
  }
  for (; wanted > 0; wanted--) bits &= bits - 1
  at += <usize>ctz<u64>(bits)
  return (<u32>(at - base - <usize>(entry - first)) << 16) | id
}

/** Whether a table before this one leads to the same code. */
function seenBefore(code: usize, query: usize, word: u32, flips: usize): bool {
  for (let w: u32 = 0; w < word; w++) {
    const allowed = load<i32>(flips + 4 * <usize>w)
    const apart =
      <i32>popcnt<u32>(bucketOf(code, w) ^ bucketOf(query, w)) +
      <i32>popcnt<u32>(<u32>load<u8>(code + w, 18) ^ <u32>load<u8>(query + w, 18))
    if (apart <= allowed) return true
  }
  return false
}

/**
 * Of the first `count` entries found in a table, those within `distanceMax` bits that no table before it led to: pairs
 * (code number, distance) in place of what was found. `flips` has the flips of each table. Returns their number.
 */
export function verify(word: u32, query: usize, distanceMax: u32, count: u32, flips: usize): u32 {
  const starts = tables + <usize>word * tableBytes
  let n: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const pair = found + 8 * <usize>i
    const id = idOf(starts, load<u32>(pair), load<u32>(pair, 4))
    const code = codes + <usize>id * CODE_BYTES
    const apart = distance(code, query)
    if (apart <= distanceMax && !seenBefore(code, query, word, flips)) {
      const hit = found + 8 * <usize>n
      store<u32>(hit, id)
      store<u32>(hit, apart, 4)
      n++
    }
  }
  return n
}

/** Codes first..last-1 compared one by one: pairs (code number, distance) in `found`, which must have room for all. */
export function scan(query: usize, distanceMax: u32, first: u32, last: u32): u32 {
  let n: u32 = 0
  const a = load<u64>(query)
  const b = load<u64>(query, 8)
  const c = load<u64>(query, 16)
  const d = load<u64>(query, 24)
  for (let id = first; id < last; id++) {
    const code = codes + <usize>id * CODE_BYTES
    const apart = <u32>(
      popcnt<u64>(load<u64>(code) ^ a) +
      popcnt<u64>(load<u64>(code, 8) ^ b) +
      popcnt<u64>(load<u64>(code, 16) ^ c) +
      popcnt<u64>(load<u64>(code, 24) ^ d)
    )
    if (apart <= distanceMax) {
      const hit = found + 8 * <usize>n
      store<u32>(hit, id)
      store<u32>(hit, apart, 4)
      n++
    }
  }
  return n
}
