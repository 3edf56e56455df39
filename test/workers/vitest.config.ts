import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/workers/**/*.test.ts'],
    // The workerd processes do the work; a test file only asks them.
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // wrangler asks for nothing outside of this machine, and keeps its log to itself.
    env: {
      CI: '1',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_WRITE_LOGS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  },
})
