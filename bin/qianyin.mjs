#!/usr/bin/env node
// The product runs on the Node that comes with its packages; this file runs on any Node and hands over to that one.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = join(dirname(fileURLToPath(import.meta.url)), '../src/runtimes/node/main.ts')
if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main)
} else {
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node')
  const { status, error } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  if (error) throw error
  process.exitCode = status ?? 1
}
