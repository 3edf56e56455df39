/** In hex. Piece by piece, so that a film of many gigabytes needs no more memory than a picture; nothing is sent anywhere. */
export async function sha256Of(file: File, onProgress: (fraction: number) => void): Promise<string> {
  const { sha256 } = await import('@noble/hashes/sha2.js')
  const { bytesToHex } = await import('@noble/hashes/utils.js')
  const hash = sha256.create()
  const reader = file.stream().getReader()
  let read = 0
  let toldAt = 0
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hash.update(piece.value)
    read += piece.value.length
    if (performance.now() - toldAt < 150) continue
    toldAt = performance.now()
    onProgress(read / file.size)
    await new Promise((go) => setTimeout(go))
  }
  return bytesToHex(hash.digest())
}
