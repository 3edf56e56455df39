import { spawn } from 'node:child_process'
import { join } from 'node:path'

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
