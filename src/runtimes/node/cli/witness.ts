import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatVerifierKey, noteAlgorithm, parseVerifierKey } from '../../../domains/evidence/log/keys.ts'
import { invalid } from '../../../kernel/errors.ts'
import { jsonLog } from '../log.ts'
import { openSqlite } from '../sqlite-db.ts'
import { witnessKey } from '../witness/witness-key.ts'
import { witnessMemory } from '../witness/witness-memory.ts'
import { witnessServer } from '../witness/witness-server.ts'
import { printLine, readOptions } from './options.ts'

export const witnessUsage = 'qianyin witness --log KEY… [--name NAME] [--data DIR] [--host 127.0.0.1] [--port 8788]'

const migrations = fileURLToPath(new URL('../witness/migrations', import.meta.url))

/**
 * Cosigns the checkpoints of logs until the process is told to stop (SIGINT, SIGTERM): for whoever is to vouch that everybody is shown
 * the same log, on a machine of their own.
 */
export async function witnessFromCommandLine(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, {
    log: { type: 'string', multiple: true },
    name: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8788' },
  })
  const logs = (values.log ?? []).map(parseVerifierKey)
  const port = Number(values.port)
  const isSound = positionals.length === 0 && logs.length > 0 && logs.every((log) => log.algorithm === noteAlgorithm)
  if (!isSound || !Number.isInteger(port) || port < 0 || port > 65_535) throw invalid('usage', witnessUsage)
  const dir = resolve(values.data ?? (process.env.QIANYIN_DATA || './data'))
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const signer = await witnessKey(dir, values.name)
  const db = openSqlite(join(dir, 'witness.db'), migrations)
  const log = jsonLog('error')
  const role = { memory: witnessMemory(db), signer, logs, nowMs: () => Date.now() }
  const server = witnessServer(role, (error) => log({ level: 'error', event: 'witness.failed', error: String(error) }))
  await new Promise<void>((ready, failed) => {
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE'
      failed(isTaken ? invalid('port_taken', `Port ${port} is used by another program; choose one with --port`) : error)
    })
    server.listen(port, values.host, ready)
  })
  printLine(`Witness ${formatVerifierKey(signer.key)}`)
  printLine(`is at http://${values.host}:${(server.address() as AddressInfo).port}`)
  const stop = () => {
    server.close(() => db.close())
    server.closeAllConnections()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
