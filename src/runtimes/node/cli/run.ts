import { AppError } from '../../../kernel/errors.ts'
import { ConfigError } from '../config.ts'
import { oneLine } from './options.ts'

/** One line, whoever wrote the words: a server may have. */
function lineOf({ message, issues, code }: AppError): string {
  return oneLine(`${message}${issues.map((issue) => ` ${issue.path}: ${issue.message};`).join('')} (${code})`)
}

function wordsOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Runs a command, tells what went wrong on standard error, and sets the exit code: 2 for what was refused, 70 for a fault of ours. */
export async function runToTheEnd(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    const known = error instanceof AppError || error instanceof ConfigError
    process.stderr.write(`${error instanceof AppError ? lineOf(error) : wordsOf(error)}\n`)
    process.exitCode = known ? 2 : 70
  }
}
