import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { invalid } from '../../../kernel/errors.ts'

export const commonOptions = {
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsOptionsConfig

/** For commands that a server can do as well; see `apiAddress`. */
export const apiOptions = {
  api: { type: 'string' },
  token: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

/** The value of an option that is needed before its command is known to take it, wherever it stands. */
export function optionIn(args: readonly string[], name: string): string | undefined {
  const end = args.indexOf('--')
  const options = end < 0 ? args : args.slice(0, end)
  const at = options.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  if (at < 0) return undefined
  const [first = '', next] = options.slice(at)
  return first.includes('=') ? first.slice(first.indexOf('=') + 1) : next
}

/** Throws AppError Invalid `usage`. */
export function readOptions<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, allowPositionals: true, strict: true, options: { ...commonOptions, ...options } })
  } catch (error) {
    throw invalid('usage', error instanceof Error ? error.message : String(error))
  }
}

/** The one positional argument of a command that takes one file. Throws AppError Invalid `usage`. */
export function oneFile(positionals: string[], command: string): string {
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw invalid('usage', `qianyin ${command} takes exactly one file`)
  return file
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** One line, whatever a file's name or a title holds: line breaks and commands to the terminal become spaces. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')

export function printLine(line: string): void {
  process.stdout.write(`${oneLine(line)}\n`)
}

/** 83.4 → 1:23.4 */
export function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${minutes}:${(seconds - minutes * 60).toFixed(1).padStart(4, '0')}`
}
