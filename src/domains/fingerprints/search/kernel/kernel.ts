import { KERNEL_BYTES } from './kernel-bytes.ts'

/** What kernel.as exports; addresses and counts are unsigned 32-bit numbers. */
export interface Kernel {
  place(
    codes: number,
    tables: number,
    tableBytes: number,
    lowsOffset: number,
    idsOffset: number,
    blocksOffset: number,
    blocks: number,
    bucketBits: number,
    masks: number,
    found: number,
    foundMax: number,
  ): void
  writeMasks(flipsMax: number, ends: number): void
  build(word: number, count: number, next: number): void
  collect(word: number, query: number, flips: number, ends: number, mask: number, from: number): number
  verify(word: number, query: number, distanceMax: number, count: number, flips: number): number
  scan(query: number, distanceMax: number, first: number, last: number): number
  resumeMask: { value: number }
  resumePlace: { value: number }
}

let compiled: WebAssembly.Module | undefined

const kernelModule = (): WebAssembly.Module => {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (letter) => letter.charCodeAt(0)))
  return compiled
}

/** One instance over one memory. The compiler states the types of the exports, which WebAssembly itself does not carry. */
export const instantiateKernel = (memory: WebAssembly.Memory): Kernel =>
  new WebAssembly.Instance(kernelModule(), { env: { memory } }).exports as unknown as Kernel
