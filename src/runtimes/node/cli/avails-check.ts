import { readFile, stat } from 'node:fs/promises'
import {
  answerOf,
  blockWords,
  checkFile,
  reasonWords,
  statusWords,
  type WordsLanguage,
} from '../../../domains/licensing/index.ts'
import { invalid } from '../../../kernel/errors.ts'
import { oneFile, printJson, printLine, readOptions } from './options.ts'

export const availsCheckUsage = 'qianyin avails check FILE.json [--language zh-CN|en]'

const fileBytesMax = 64 * 2 ** 20

/** Answers the questions of a file, without a registry. */
export async function checkAvailsFromCommandLine(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { language: { type: 'string', default: 'en' } })
  const text = await readText(oneFile(positionals, 'avails check'))
  const language = languageOf(values.language)
  const cases = checkFile(text, new Date().toISOString().slice(0, 10))
  if (values.json) return printJson({ answers: cases.map((one) => ({ id: one.id, ...answerOf(one) })) })
  for (const { id, status, blocks, reasons, conditions } of cases) {
    printLine(`${id}  ${statusWords(status, language)}`)
    for (const block of blocks) printLine(`  + ${blockWords(block, language)}`)
    for (const one of reasons) printLine(`  - ${one.code} ${one.grantId ?? ''}  ${reasonWords(one, language)}`)
    for (const one of conditions) printLine(`  ? ${one.code} ${one.grantId ?? ''}  ${reasonWords(one, language)}`)
  }
}

export function languageOf(text: string): WordsLanguage {
  if (text === 'en' || text === 'zh-CN') return text
  throw invalid('usage', `--language is zh-CN or en: ${availsCheckUsage}`)
}

export async function readBytes(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw invalid('file_unreadable', 'There is no such file, or it cannot be read')
  if (found.size > fileBytesMax) throw invalid('file_too_large', 'The file is larger than 64 MB')
  return readFile(path)
}

export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('file_not_json', 'The file is not JSON')
  }
}
