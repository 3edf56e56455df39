import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { compileKernel, kernelBytesPath } from '../../kernel/compile.ts'

it('the committed kernel is what its source compiles to, byte for byte', async () => {
  expect(await compileKernel()).toBe(await readFile(kernelBytesPath, 'utf8'))
})
