import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSqlite } from '../../src/runtimes/node/sqlite-db.ts'
import { projectDir } from './workerd.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'qianyin-deploy-'))
})
afterAll(() => rm(dir, { recursive: true }))

const wrangler = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(projectDir, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    cwd: projectDir,
  })

it('bundles for Workers without any package that needs Node, and small enough for the free plan', async () => {
  const [web, out] = [join(dir, 'web'), join(dir, 'out')]
  await mkdir(web)
  await writeFile(join(web, 'index.html'), '')
  await wrangler('deploy', '--dry-run', '--outdir', out, '--metafile', join(out, 'meta.json'), '--assets', web)
  const meta = JSON.parse(await readFile(join(out, 'meta.json'), 'utf8')) as { inputs: Record<string, unknown> }
  const inputs = Object.keys(meta.inputs)
  expect(inputs).toContain('src/runtimes/workers/main.ts')
  const foreign = /better-sqlite3|sharp|node-av|imghash|@node-rs|@aws-sdk|@tus|@hono\/node-server|runtimes\/node\//
  expect(inputs.filter((name) => foreign.test(name))).toEqual([])
  const code = await readFile(join(out, 'main.js'))
  expect(code.toString().match(/(?:from|import|require\()\s*"node:[a-z/]+"/g)).toBeNull()
  expect(gzipSync(code).length).toBeLessThan(3_000_000)
})

it('gives D1 the very schema that Node has, by wrangler d1 migrations', async () => {
  const persisted = join(dir, 'state')
  await wrangler('d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', persisted)
  const files = (await readdir(persisted, { recursive: true })).filter((name) =>
    /D1.*\/[0-9a-f]{64}\.sqlite$/.test(name),
  )
  expect(files).toHaveLength(1)
  const migrations = join(projectDir, 'migrations')
  const d1 = openSqlite(join(persisted, files[0] ?? ''), migrations)
  const node = openSqlite(join(dir, 'node.db'), migrations)
  try {
    const schema = {
      sql: `SELECT type, name, sql FROM sqlite_master
        WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name <> 'd1_migrations' ORDER BY name`,
      params: [],
    }
    const rows = await node.rows(schema)
    expect(rows.filter(([type]) => type === 'trigger').length).toBeGreaterThan(15)
    expect(await d1.rows(schema)).toEqual(rows)
  } finally {
    d1.close()
    node.close()
  }
})
