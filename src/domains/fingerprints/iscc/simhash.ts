/**
 * The similarity hash of digests of one size: a bit is set where at least half of them have it (Charikar 2002).
 * `digests` must not be empty.
 */
export const simhash = (digests: readonly Uint8Array[]): Uint8Array => {
  const sizeBytes = digests[0]?.length ?? 0
  const votes = new Uint32Array(sizeBytes * 8)
  for (const digest of digests) {
    for (let i = 0; i < votes.length; i++) {
      if ((digest[i >> 3] ?? 0) & (0x80 >> (i & 7))) votes[i] = (votes[i] ?? 0) + 1
    }
  }
  const hash = new Uint8Array(sizeBytes)
  votes.forEach((count, i) => {
    if (count >= digests.length / 2) hash[i >> 3] = (hash[i >> 3] ?? 0) | (0x80 >> (i & 7))
  })
  return hash
}
