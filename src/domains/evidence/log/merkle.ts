import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, joined, sameBytes } from './bytes.ts'

export const HASH_BYTES = 32

const [leafPrefix, nodePrefix] = [Uint8Array.of(0), Uint8Array.of(1)]

/** SHA-256(0x00 ‖ entry), RFC 6962 section 2.1. */
export const leafHash = (entry: Uint8Array): Bytes => sha256(joined(leafPrefix, entry)) as Bytes
/** SHA-256(0x01 ‖ left ‖ right), RFC 6962 section 2.1. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Bytes => sha256(joined(nodePrefix, left, right)) as Bytes
/** The root of the tree without entries. */
export const emptyRoot = (): Bytes => sha256(new Uint8Array(0)) as Bytes

/**
 * Hashes of neighbouring perfect subtrees of one height into the perfect subtrees that they make, the largest first: those of the
 * binary digits of their count.
 */
export function perfectSubtrees(hashes: readonly Uint8Array[]): Uint8Array[] {
  const roots: Uint8Array[] = []
  let at = 0
  for (let size = 2 ** Math.floor(Math.log2(Math.max(1, hashes.length))); size >= 1; size /= 2) {
    if (hashes.length - at < size) continue
    roots.push(perfectRoot(hashes.slice(at, at + size)))
    at += size
  }
  return roots
}

/** The root over 1, 2, 4, … hashes. */
export function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i + 1 < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]]
      if (left && right) above.push(nodeHash(left, right))
    }
    level = above
  }
  return level[0] ?? emptyRoot()
}

/** The root of a tree from its perfect subtrees, the largest first. */
export const foldSubtrees = (roots: readonly Uint8Array[]): Uint8Array =>
  roots.length === 0 ? emptyRoot() : roots.reduceRight((right, left) => nodeHash(left, right))

const isOdd = (n: number) => n % 2 === 1
const half = (n: number) => Math.floor(n / 2)
const areHashes = (...hashes: readonly Uint8Array[]) => hashes.every(({ length }) => length === HASH_BYTES)
const isSize = (n: number) => Number.isSafeInteger(n) && n >= 0

/**
 * Whether the leaf with this hash is entry `index` of the tree of `size` entries with this root (RFC 9162 section 2.1.3.2).
 * Sizes up to 2^53 - 1.
 */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes(leaf, root, ...proof)) return false
  let [fn, sn, hash] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else hash = nodeHash(hash, sibling)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && sameBytes(hash, root)
}

/**
 * Whether the tree of `first` entries is the beginning of the tree of `second` entries (RFC 9162 section 2.1.4.2). The empty
 * tree, which is the beginning of all, is refused: nothing can be shown of it.
 */
export function isConsistent(
  first: number,
  second: number,
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(first) || !isSize(second) || first === 0 || first > second) return false
  if (!areHashes(firstRoot, secondRoot, ...proof)) return false
  if (first === second) return proof.length === 0 && sameBytes(firstRoot, secondRoot)
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof
  const [start, ...rest] = path
  if (!start || proof.length === 0) return false
  let [fn, sn] = [first - 1, second - 1]
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)]
  let [fr, sr] = [start, start]
  for (const sibling of rest) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      ;[fr, sr] = [nodeHash(sibling, fr), nodeHash(sibling, sr)]
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else sr = nodeHash(sr, sibling)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && sameBytes(fr, firstRoot) && sameBytes(sr, secondRoot)
}

const isPowerOfTwo = (n: number): boolean => 2 ** Math.round(Math.log2(n)) === n
