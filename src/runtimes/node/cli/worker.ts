import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { invalid } from '../../../kernel/errors.ts'
import { readConfig } from '../config.ts'
import { sweepTemporary } from '../disk-blobs.ts'
import { jsonLog } from '../log.ts'
import { createNodeMedia } from '../media/node-media.ts'
import { openJobServer } from '../worker/job-server.ts'
import { workOn } from '../worker/work-loop.ts'
import type { ApiAddress } from './api-address.ts'
import { apiOptions, printLine, readOptions } from './options.ts'

export const workerUsage = 'qianyin worker --api URL [--concurrency N] [--temp DIR]'

const concurrencyMax = 64

/**
 * Does the media jobs of a server elsewhere until the process is told to stop (SIGINT, SIGTERM), which hands the running ones
 * back. Needs an API token of the platform with the scope `media_jobs`. Keeps nothing: objects lie in DIR while they are read.
 */
export async function workerByApi(args: string[], address: ApiAddress): Promise<void> {
  const { values, positionals } = readOptions(args, {
    ...apiOptions,
    concurrency: { type: 'string' },
    temp: { type: 'string' },
  })
  if (positionals.length > 0) throw invalid('usage', workerUsage)
  const config = readConfig(process.env)
  const concurrency = values.concurrency === undefined ? config.QIANYIN_MEDIA_WORKERS : Number(values.concurrency)
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > concurrencyMax) {
    throw invalid('usage', `--concurrency is a number from 1 to ${concurrencyMax}`)
  }
  const dir = values.temp ?? join(tmpdir(), 'qianyin-worker')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  sweepTemporary(dir)
  const log = jsonLog(config.QIANYIN_LOG ?? (process.stderr.isTTY ? 'warn' : 'info'))
  const media = createNodeMedia({ concurrency })
  const worker = { server: openJobServer(address), media, dir, log }
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  printLine(`Working for ${address.origin}, ${concurrency} at a time`)
  try {
    await Promise.all(
      Array.from({ length: concurrency }, () =>
        // One that is refused is the end of all: the others hand back what they hold.
        workOn(worker, stopping.signal).finally(stop),
      ),
    )
  } finally {
    await media.close()
  }
}
