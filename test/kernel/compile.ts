/**
 * Compiles the search kernel: `npm run build:kernel` writes kernel-bytes.ts, which is committed, so that nobody needs
 * the compiler to run the product. The same source gives the same bytes; a test holds the two together.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const folder = new URL('../../src/domains/fingerprints/search/kernel/', import.meta.url)
export const kernelBytesPath = fileURLToPath(new URL('kernel-bytes.ts', folder))

const FLAGS =
  'kernel.ts --outFile kernel.wasm --optimizeLevel 3 --shrinkLevel 0 --converge --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 --enable simd --enable threads --use abort='

/** The text of kernel-bytes.ts. Throws an Error with the compiler's words when the source is wrong. */
export const compileKernel = async (): Promise<string> => {
  const source = await readFile(new URL('kernel.as', folder), 'utf8')
  let wasm: Uint8Array | undefined
  const { error, stderr } = await asc.main(FLAGS.split(' '), {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') wasm = contents
    },
    listFiles: () => [],
  })
  if (error || !wasm) throw new Error(stderr.toString())
  const text = Buffer.from(wasm).toString('base64')
  return `/** Compiled from kernel.as by \`npm run build:kernel\`; base64. */
export const KERNEL_BYTES =
  '${text}'
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(kernelBytesPath, await compileKernel())
