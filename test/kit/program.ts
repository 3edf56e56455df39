import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { runToTheEnd } from '../../src/runtimes/node/cli/run.ts'
import { commandLine } from '../../src/runtimes/node/program.ts'

const program = new URL('../../bin/qianyin.mjs', import.meta.url).pathname

export interface Run {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Runs the command line as a program of its own, in `cwd`, where it also keeps what Node has compiled. */
export function qianyin(args: readonly string[], { cwd }: { cwd: string }): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(cwd, 'compiled'),
      QIANYIN_S3_BUCKET: '',
      QIANYIN_API: '',
      QIANYIN_DATA: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const run: Run = { exitCode: null, stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    run.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    run.stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ ...run, exitCode }))
  })
}

/**
 * The same in this process, one after the other: what a command does and says, without the two seconds that each program needs
 * to start. `env` is laid over the environment. Not for what is checked without us.
 */
export function command(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const next = last.then(() =>
    inThisProcess([...args], { QIANYIN_S3_BUCKET: '', QIANYIN_API: '', QIANYIN_DATA: '', ...env }),
  )
  last = next.catch(() => undefined)
  return next
}

let last: Promise<unknown> = Promise.resolve()

async function inThisProcess(args: string[], env: Record<string, string>): Promise<Run> {
  const run: Run = { exitCode: 0, stdout: '', stderr: '' }
  const { stdout, stderr } = process
  const write = { stdout: stdout.write, stderr: stderr.write }
  const before = { ...process.env }
  stdout.write = (text: string | Uint8Array) => {
    run.stdout += text
    return true
  }
  stderr.write = (text: string | Uint8Array) => {
    run.stderr += text
    return true
  }
  Object.assign(process.env, env)
  process.exitCode = 0
  try {
    await runToTheEnd(() => commandLine(args))
    run.exitCode = Number(process.exitCode)
  } finally {
    stdout.write = write.stdout
    stderr.write = write.stderr
    process.exitCode = 0
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
  return run
}
