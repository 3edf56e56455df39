import { open } from 'node:fs/promises'
import { createBLAKE3 } from 'hash-wasm'
import { createDataCode } from '../../../../domains/fingerprints/iscc/data-code.ts'
import { instanceCode } from '../../../../domains/fingerprints/iscc/instance-code.ts'

const PIECE_BYTES = 2 ** 20

/** Data-Code and Instance-Code of a file, in one pass over its bytes. */
export const byteCodes = async (path: string, bits: number): Promise<{ data: string; instance: string }> => {
  const data = createDataCode()
  const blake3 = await createBLAKE3()
  blake3.init()
  const piece = new Uint8Array(PIECE_BYTES)
  const file = await open(path)
  try {
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, null)
      if (bytesRead === 0) break
      const bytes = piece.subarray(0, bytesRead)
      data.add(bytes)
      blake3.update(bytes)
    }
  } finally {
    await file.close()
  }
  return { data: data.code(bits), instance: instanceCode(blake3.digest('binary'), bits) }
}
