import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestHarness, unstable_readConfig } from 'wrangler'
import { portsClient, type WorkerdPorts } from './ports-client.ts'

export const projectDir = fileURLToPath(new URL('../../', import.meta.url))

export interface RunningWorkerd extends WorkerdPorts {
  /** Where the product answers, over real HTTP on the loopback. */
  url: string
  /** What the cron trigger does each minute. */
  tick(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the product as wrangler.toml describes it, with empty storage in a folder of its own and the migrations applied, and
 * beside it a worker that opens the ports over the same storage. No account, no network.
 */
export async function startWorkerd(vars: Record<string, string> = {}): Promise<RunningWorkerd> {
  const web = await mkdtemp(join(tmpdir(), 'qianyin-web-'))
  await mkdir(join(web, 'assets'))
  await writeFile(join(web, 'index.html'), '<!doctype html><title>钤印</title>')
  await writeFile(join(web, 'assets/app.js'), 'export {}')
  const settings = unstable_readConfig({ config: join(projectDir, 'wrangler.toml') })
  const { name, main = '', compatibility_date = '', assets, triggers, d1_databases, r2_buckets } = settings
  const shared = { compatibility_date, d1_databases, r2_buckets }
  const harness = createTestHarness({
    root: projectDir,
    workers: [
      {
        config: {
          ...shared,
          name: name ?? '',
          main,
          triggers,
          vars: { ...settings.vars, ...vars },
          assets: { ...assets, directory: web },
        },
      },
      { config: { ...shared, name: 'ports', main: join(projectDir, 'test/workers/ports-worker.ts') } },
    ],
  })
  const { url } = await harness.listen()
  const product = harness.getWorker()
  const ports = harness.getWorker('ports')
  await product.applyD1Migrations('DB')
  return {
    url: url.origin,
    // The harness types its requests by another copy of undici.
    ...portsClient((address, init) => ports.fetch(address, init as never) as unknown as Promise<Response>),
    tick: async () => {
      await product.scheduled({ cron: '* * * * *' })
    },
    stop: async () => {
      await harness.close()
      await rm(web, { recursive: true })
    },
  }
}
