import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../kernel/errors.ts'
import type { Context } from '../../ports/context.ts'
import type { Api } from './cli/api.ts'
import { type ApiAddress, apiAddress } from './cli/api-address.ts'
import { optionIn, printLine } from './cli/options.ts'
import { readConfig } from './config.ts'
import { jsonLog } from './log.ts'
import { addressOf, type NodeHome, openNodeHome, projectDir } from './node-home.ts'

interface Command {
  run: (args: string[], home: NodeHome, ctx: Context) => Promise<void>
  usages: readonly string[]
  /** The same by a server, where one can do it as well. */
  byApi?: (args: string[], api: Api) => Promise<void>
}

/** Each is loaded when it is asked for: a command starts in a fraction of the time that all of them take. */
const commands: Record<string, () => Promise<Command>> = {
  register: async () => {
    const { registerFromCommandLine: run, registerByApi: byApi, registerUsage } = await import('./cli/register.ts')
    return { run, byApi, usages: [registerUsage] }
  },
  deposit: async () => {
    const { depositFromCommandLine: run, depositByApi: byApi, depositUsage } = await import('./cli/deposit.ts')
    return { run, byApi, usages: [depositUsage] }
  },
  match: async () => {
    const { matchFromCommandLine: run, matchByApi: byApi, matchUsage } = await import('./cli/match.ts')
    return { run, byApi, usages: [matchUsage] }
  },
  hash: async () => {
    const { hashFromCommandLine: run, hashUsage } = await import('./cli/hash.ts')
    return { run, usages: [hashUsage] }
  },
  evidence: async () => {
    const { evidenceFromCommandLine: run, evidenceByApi: byApi, evidenceUsage } = await import('./cli/evidence.ts')
    return { run, byApi, usages: [evidenceUsage] }
  },
  log: async () => {
    const { logFromCommandLine: run, logUsages: usages } = await import('./cli/log.ts')
    return { run, usages }
  },
  admin: async () => {
    const { adminFromCommandLine: run, adminUsages: usages } = await import('./cli/admin.ts')
    return { run, usages }
  },
}
const namesByApi = new Set(['register', 'deposit', 'match', 'evidence'])

async function help(): Promise<void> {
  const [{ serveUsage }, { workerUsage }, { verifyUsages }, { witnessUsage }, { availsUsages }, ...rest] =
    await Promise.all([
      import('./cli/serve.ts'),
      import('./cli/worker.ts'),
      import('./cli/verify.ts'),
      import('./cli/witness.ts'),
      import('./cli/avails.ts'),
      ...Object.values(commands).map((load) => load()),
    ])
  printLine('Usage:')
  for (const usage of [
    serveUsage,
    workerUsage,
    ...verifyUsages,
    witnessUsage,
    ...availsUsages,
    ...rest.flatMap(({ usages }) => usages),
  ])
    printLine(`  ${usage}`)
  printLine('')
  printLine('Every command takes --data DIR (default ./data, or QIANYIN_DATA) and --json.')
  printLine('With --api URL (or QIANYIN_API) a server does it, for the API token in QIANYIN_TOKEN.')
  printLine('--token T does too, but whoever lists the processes of this machine can read it.')
  printLine('Exit codes: 0 done, 1 checked and found wrong, 2 bad input or refused.')
}

async function askServer(name: string, args: string[], address: ApiAddress): Promise<void> {
  if (name === 'worker') return (await import('./cli/worker.ts')).workerByApi(args, address)
  const [{ openApi }, command] = await Promise.all([import('./cli/api.ts'), commands[name]?.()])
  return command?.byApi?.(args, openApi(address))
}

/**
 * Does what a command line says, in this process: everything but what is checked without us (`offline-program.ts`).
 * Throws AppError and ConfigError for what is refused.
 */
export async function commandLine([name, ...args]: string[]): Promise<void> {
  if (name === undefined || name === 'help' || args.includes('--help') || args.includes('-h') || name.startsWith('-')) {
    return help()
  }
  const settings = join(projectDir, '.env')
  if (existsSync(settings)) process.loadEnvFile(settings)
  const address = name === 'worker' || namesByApi.has(name) ? apiAddress(args, process.env) : null
  if (address) return askServer(name, args, address)
  if (name === 'worker') {
    const { workerUsage } = await import('./cli/worker.ts')
    throw new AppError('Invalid', 'usage', `A worker works for a server: ${workerUsage}`)
  }
  const data = optionIn(args, 'data')
  const config = readConfig({ ...process.env, ...(data === undefined ? {} : { QIANYIN_DATA: data }) })
  if (name === 'serve') return (await import('./cli/serve.ts')).serveFromCommandLine(args, config)
  const load = commands[name]
  if (!load) throw new AppError('Invalid', 'usage', `There is no command ${name}. Try: qianyin help`)
  const [command, home] = await Promise.all([load(), openNodeHome(config, jsonLog('error'))])
  try {
    await command.run(args, home, {
      ...home.base,
      actor: { kind: 'operator', organisationId: 'org_platform' },
      requestId: `cli:${process.pid}`,
      caller: { address: '', userAgent: '' },
      origin: addressOf(config),
      progress: () => {},
      completion: [],
      signal: new AbortController().signal,
    })
  } finally {
    await home.close()
  }
}
