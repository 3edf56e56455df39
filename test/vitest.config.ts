import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, longest first: begun last, one of them would have a core to itself at the end. */
const longest = [
  'crash/kill',
  'acceptance/shared-media',
  'runtimes/cli-api',
  'runtimes/cli-admin',
  'bad-input/cli',
  'fingerprints/matcher',
  'fingerprints/films',
  'http/routes',
  'http/attacks',
  'jobs/remote-worker',
  'fingerprints/check',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.includes(`/${name}.test.`))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

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
    sequence: { sequencer: LongestFirst },
  },
})
