import { invalid } from '../../../kernel/errors.ts'
import type { Config } from '../config.ts'
import { fillWithDemo } from '../demo.ts'
import { hasOpenssl } from '../development-authority.ts'
import { jsonLog } from '../log.ts'
import { openNodeHome } from '../node-home.ts'
import { startServer } from '../serve.ts'
import { printLine, readOptions } from './options.ts'

export const serveUsage = 'qianyin serve [--port 8787] [--demo]'

/** Serves until the process is told to stop (SIGINT, SIGTERM). */
export async function serveFromCommandLine(args: string[], config: Config): Promise<void> {
  const { values, positionals } = readOptions(args, {
    port: { type: 'string' },
    demo: { type: 'boolean', default: false },
  })
  if (positionals.length > 0) throw invalid('usage', serveUsage)
  const port = values.port === undefined ? config.QIANYIN_PORT : Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalid('usage', '--port is a number from 0 to 65535')
  const log = jsonLog(config.QIANYIN_LOG ?? (process.stderr.isTTY ? 'warn' : 'info'))
  const isTried = values.demo && config.QIANYIN_TSA_URLS.length === 0 && (await hasOpenssl())
  const settings = isTried ? { ...config, QIANYIN_TSA_URLS: ['development' as const] } : config
  const home = await openNodeHome(settings, log, { keepsIndex: true })
  const server = await startServer(home, { ...config, QIANYIN_PORT: port }, log).catch(async (error: unknown) => {
    await home.close()
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw taken ? invalid('port_taken', `Port ${port} is used by another program; choose one with --port`) : error
  })
  printLine(`Qianyin 钤印 is at ${server.url}`)
  const stop = async () => {
    await server.stop()
    await home.close()
    process.exit(0)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  if (values.demo) await fillWithDemo(home, printLine)
}
