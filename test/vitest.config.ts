import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    // The browser walk and workerd have commands of their own.
    exclude: ['test/browser/**', 'test/workers/**'],
    reporters: ['default', ['json', { outputFile: 'test-results/test.json' }]],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
