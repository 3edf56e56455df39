/** Exact search of random 256-bit codes: multi-index hashing against a plain loop, one thread each. */
import { randomFillSync } from 'node:crypto'
import { codeWords, hammingDistance } from '../src/domains/fingerprints/hashes/hamming.ts'
import { createMultiIndex } from '../src/domains/fingerprints/search/multi-index.ts'

const CODES = Number(process.env.BENCH_CODES ?? 1_000_000)
const DISTANCE_MAX = 31
const INDEX_QUERIES = 500
const LOOP_QUERIES = 10

const codes = randomFillSync(new Uint8Array(CODES * 32))
const queries = randomFillSync(new Uint8Array(INDEX_QUERIES * 32))
for (let q = 0; q < INDEX_QUERIES; q += 2) {
  queries.set(codes.subarray(q * 977 * 32, (q * 977 + 1) * 32), q * 32)
  for (let flip = 0; flip < q % 40; flip++) {
    const bit = (flip * 97) % 256
    queries[q * 32 + (bit >> 3)] = (queries[q * 32 + (bit >> 3)] ?? 0) ^ (1 << (bit & 7))
  }
}

const index = createMultiIndex()
let start = performance.now()
index.add([{ objectKey: 'random', codes, slots: Uint32Array.from({ length: CODES }, (_, i) => i) }])
const buildMs = performance.now() - start

index.search(queries.subarray(0, 20 * 32), DISTANCE_MAX)
start = performance.now()
const hits = index.search(queries, DISTANCE_MAX)
const indexRate = INDEX_QUERIES / ((performance.now() - start) / 1000)

const words = codeWords(codes)
const queryWords = codeWords(queries)
const expected: string[] = []
start = performance.now()
for (let q = 0; q < LOOP_QUERIES; q++) {
  for (let code = 0; code < CODES; code++) {
    const distance = hammingDistance(queryWords, q, words, code)
    if (distance <= DISTANCE_MAX) expected.push(`${q}:${code}:${distance}`)
  }
}
const loopRate = LOOP_QUERIES / ((performance.now() - start) / 1000)

const answered = Array.from(hits.queries, (query, i) => `${query}:${hits.slots[i]}:${hits.distances[i]}`)
const same =
  answered
    .filter((hit) => Number(hit.split(':')[0]) < LOOP_QUERIES)
    .sort()
    .join() === expected.sort().join()
const { memoryBytes } = index.size()
console.log(`codes ${CODES}, radius ${DISTANCE_MAX}, hits ${hits.queries.length}, same answers as the loop: ${same}`)
console.log(`build ${buildMs.toFixed(0)} ms, ${(memoryBytes / CODES).toFixed(0)} bytes a code`)
console.log(`multi-index ${indexRate.toFixed(0)} queries/s`)
console.log(`plain loop  ${loopRate.toFixed(1)} queries/s`)
console.log(`ratio       ${(indexRate / loopRate).toFixed(0)} ×`)
if (!same) process.exitCode = 1
