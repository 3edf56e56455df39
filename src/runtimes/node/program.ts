import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../kernel/errors.ts'
import type { Context } from '../../ports/context.ts'
import { adminFromCommandLine, adminUsages } from './cli/admin.ts'
import { openApi } from './cli/api.ts'
import { type ApiAddress, apiAddress } from './cli/api-address.ts'
import { depositByApi, depositFromCommandLine, depositUsage } from './cli/deposit.ts'
import { hashFromCommandLine, hashUsage } from './cli/hash.ts'
import { logFromCommandLine, logUsages } from './cli/log.ts'
import { matchByApi, matchFromCommandLine, matchUsage } from './cli/match.ts'
import { optionIn, printLine } from './cli/options.ts'
import { registerByApi, registerFromCommandLine, registerUsage } from './cli/register.ts'
import { runToTheEnd } from './cli/run.ts'
import { serveFromCommandLine, serveUsage } from './cli/serve.ts'
import { verifyUsage } from './cli/verify.ts'
import { workerByApi, workerUsage } from './cli/worker.ts'
import { readConfig } from './config.ts'
import { jsonLog } from './log.ts'
import { type NodeHome, openNodeHome, projectDir } from './node-home.ts'

type Command = (args: string[], home: NodeHome, ctx: Context) => Promise<void>

const commands: Record<string, { run: Command; usages: readonly string[] }> = {
  register: { run: registerFromCommandLine, usages: [registerUsage] },
  deposit: { run: depositFromCommandLine, usages: [depositUsage] },
  match: { run: matchFromCommandLine, usages: [matchUsage] },
  hash: { run: hashFromCommandLine, usages: [hashUsage] },
  log: { run: logFromCommandLine, usages: logUsages },
  admin: { run: adminFromCommandLine, usages: adminUsages },
}

/** What a server can do as well. */
const byApi: Record<string, (args: string[], address: ApiAddress) => Promise<void>> = {
  register: (args, address) => registerByApi(args, openApi(address)),
  deposit: (args, address) => depositByApi(args, openApi(address)),
  match: (args, address) => matchByApi(args, openApi(address)),
  worker: workerByApi,
}

const help = () => {
  printLine('Usage:')
  for (const usage of [
    serveUsage,
    workerUsage,
    verifyUsage,
    ...Object.values(commands).flatMap(({ usages }) => usages),
  ])
    printLine(`  ${usage}`)
  printLine('')
  printLine('Every command takes --data DIR (default ./data, or QIANYIN_DATA) and --json.')
  printLine('With --api URL (or QIANYIN_API) a server does it, for the API token in QIANYIN_TOKEN.')
  printLine('--token T does too, but whoever lists the processes of this machine can read it.')
  printLine('Exit codes: 0 done, 1 checked and found wrong, 2 bad input or refused.')
}

async function main([name, ...args]: string[]): Promise<void> {
  if (name === undefined || name === 'help' || args.includes('--help') || args.includes('-h') || name.startsWith('-')) {
    return help()
  }
  const settings = join(projectDir, '.env')
  if (existsSync(settings)) process.loadEnvFile(settings)
  const askApi = byApi[name]
  const address = askApi ? apiAddress(args, process.env) : null
  if (askApi && address) return askApi(args, address)
  if (name === 'worker') throw new AppError('Invalid', 'usage', `A worker works for a server: ${workerUsage}`)
  const data = optionIn(args, 'data')
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
      origin: config.QIANYIN_PUBLIC_URL
        ? new URL(config.QIANYIN_PUBLIC_URL).origin
        : `http://localhost:${config.QIANYIN_PORT}`,
      progress: () => {},
      completion: [],
      signal: new AbortController().signal,
    })
  } finally {
    await home.close()
  }
}

await runToTheEnd(() => main(process.argv.slice(2)))
