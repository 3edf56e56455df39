import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../kernel/errors.ts'
import type { Context } from '../../ports/context.ts'
import { adminFromCommandLine, adminUsage } from './cli/admin.ts'
import { hashFromCommandLine, hashUsage } from './cli/hash.ts'
import { matchFromCommandLine, matchUsage } from './cli/match.ts'
import { oneLine, printLine } from './cli/options.ts'
import { registerFromCommandLine, registerUsage } from './cli/register.ts'
import { serveFromCommandLine, serveUsage } from './cli/serve.ts'
import { ConfigError, readConfig } from './config.ts'
import { jsonLog } from './log.ts'
import { type NodeHome, openNodeHome, projectDir } from './node-home.ts'

type Command = (args: string[], home: NodeHome, ctx: Context) => Promise<void>

const commands: Record<string, { run: Command; usage: string }> = {
  register: { run: registerFromCommandLine, usage: registerUsage },
  match: { run: matchFromCommandLine, usage: matchUsage },
  hash: { run: hashFromCommandLine, usage: hashUsage },
  admin: { run: adminFromCommandLine, usage: adminUsage },
}

const help = () => {
  printLine('Usage:')
  for (const usage of [serveUsage, ...Object.values(commands).map(({ usage }) => usage)]) printLine(`  ${usage}`)
  printLine('')
  printLine('Every command takes --data DIR (default ./data, or QIANYIN_DATA) and --json.')
  printLine('Exit codes: 0 done, 1 checked and found wrong, 2 bad input or refused.')
}

/** The value of --data, which every command takes, wherever it stands. */
function dataOption(args: string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '--data' || arg.startsWith('--data='))
  if (at < 0) return undefined
  return args[at]?.startsWith('--data=') ? args[at]?.slice('--data='.length) : args[at + 1]
}

async function main([name, ...args]: string[]): Promise<void> {
  if (name === undefined || name === 'help' || args.includes('--help') || args.includes('-h') || name.startsWith('-')) {
    return help()
  }
  const settings = join(projectDir, '.env')
  if (existsSync(settings)) process.loadEnvFile(settings)
  const data = dataOption(args)
  const config = readConfig({ ...process.env, ...(data === undefined ? {} : { QIANYIN_DATA: data }) })
  if (name === 'serve') return serveFromCommandLine(args, config)
  const command = commands[name]
  if (!command) throw new AppError('Invalid', 'usage', `There is no command ${name}. Try: qianyin help`)
  const home = await openNodeHome(config, jsonLog('error'))
  try {
    await command.run(args, home, {
      ...home.base,
      actor: { kind: 'operator', organisationId: 'org_platform' },
      requestId: `cli:${process.pid}`,
      caller: { address: '', userAgent: '' },
      origin: config.QIANYIN_PUBLIC_URL ?? `http://localhost:${config.QIANYIN_PORT}`,
      progress: () => {},
      completion: [],
      signal: new AbortController().signal,
    })
  } finally {
    await home.close()
  }
}

// A reader such as `head` may leave before we are done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await main(process.argv.slice(2))
} catch (error) {
  const known = error instanceof AppError || error instanceof ConfigError
  const issues =
    error instanceof AppError ? error.issues.map(({ path, message }) => ` ${path}: ${message};`).join('') : ''
  const code = error instanceof AppError ? ` (${error.code})` : ''
  // ConfigError has several lines of its own.
  const words = error instanceof AppError ? oneLine(error.message) : undefined
  process.stderr.write(
    `${known ? `${words ?? error.message}${issues}${code}` : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exitCode = known ? 2 : 70
}
