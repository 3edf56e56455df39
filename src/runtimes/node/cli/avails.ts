import { writeFile } from 'node:fs/promises'
import { AvailabilityQuery, type Grant } from '../../../domains/licensing/contract.ts'
import {
  type AvailsDocument,
  answerOf,
  availsOfGrants,
  blockWords,
  grantOfAvail,
  odrlOf,
  queryWorks,
  readAvails,
  readAvailsDocument,
  reasonWords,
  statusWords,
  titleOfAvail,
  vocabularyOf,
  workOfAvail,
  writeAvails,
} from '../../../domains/licensing/index.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import { availsCheckUsage, checkAvailsFromCommandLine, languageOf, readBytes, readText } from './avails-check.ts'
import { oneFile, printJson, printLine, readOptions } from './options.ts'

export const availsUsages = [
  availsCheckUsage,
  'qianyin avails import FILE.xlsx [--out FILE.json]',
  'qianyin avails export FILE.json --out FILE.xlsx',
  'qianyin avails query FILE --territories ID,MY --media AVOD --from DATE --to DATE [--languages id:SUB] [--exclusivity exclusive|sole|non_exclusive] [--licensee NAME] [--title T]',
  'qianyin avails odrl FILE.json --grant ID',
] as const

const issuesShown = 200

/** Rights in files: needs neither a registry nor a server. */
export async function availsFromCommandLine([verb, ...args]: string[]): Promise<void> {
  if (verb === 'check') return checkAvailsFromCommandLine(args)
  if (verb === 'import') return importAvails(args)
  if (verb === 'export') return exportAvails(args)
  if (verb === 'query') return queryAvails(args)
  if (verb === 'odrl') return printOdrl(args)
  throw invalid('usage', `One of: ${availsUsages.join('; ')}`)
}

/** All or nothing: one line that is wrong, and nothing is written. Exit code 1 then. */
async function importAvails(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { out: { type: 'string' } })
  const { sheets, lines, issues } = readAvails(await readBytes(oneFile(positionals, 'avails import')))
  const errors = issues.filter(({ severity }) => severity === 'error').length
  const document = documentOf(lines)
  const grants = document.grants?.length ?? 0
  if (errors > 0) process.exitCode = 1
  else if (values.out !== undefined) await writeOut(values.out, JSON.stringify(document))
  if (values.json) {
    const counts = { lines: lines.length, grants, errors, warnings: issues.length - errors }
    return printJson({ imported: errors === 0, sheets, ...counts, issues })
  }
  for (const { name, kind, version, rows } of sheets) {
    printLine(kind === null ? `${name}  no sheet of Avails` : `${name}  ${kind} ${version}  ${rows} lines`)
  }
  for (const { sheet, row, column, severity, code } of issues.slice(0, issuesShown)) {
    printLine(`${severity}  ${sheet} row ${row}${column === null ? '' : ` ${column}`}  ${code}`)
  }
  if (issues.length > issuesShown) printLine(`and ${issues.length - issuesShown} more: ask with --json`)
  printLine(`${lines.length} lines, ${grants} grants, ${errors} errors, ${issues.length - errors} warnings`)
  if (errors > 0) printLine('Nothing was imported')
}

function documentOf(lines: ReturnType<typeof readAvails>['lines']): AvailsDocument {
  return {
    avails: lines.map(({ kind, values }) => ({ kind, values: { ...values } })),
    grants: lines.flatMap((line) => grantOfAvail(line) ?? []),
    titles: Object.fromEntries(lines.map((line) => [workOfAvail(line), titleOfAvail(line)])),
  }
}

async function exportAvails(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { out: { type: 'string' } })
  const document = readAvailsDocument(await readText(oneFile(positionals, 'avails export')))
  if (values.out === undefined) throw invalid('usage', availsUsages[2])
  const titles = new Map(Object.entries(document.titles ?? {}))
  const { lines, losses } = document.avails
    ? { lines: document.avails, losses: [] }
    : availsOfGrants(document.grants ?? [], vocabularyOf(document), titles)
  if (lines.length === 0) throw invalid('avails_missing', 'There is nothing in the file that a sheet of Avails can say')
  await writeOut(values.out, writeAvails(lines))
  if (values.json) return printJson({ file: values.out, lines: lines.length, losses })
  printLine(`Written: ${values.out}, ${lines.length} lines`)
  for (const { grantId, code, what } of losses) printLine(`warning  ${grantId}  ${code}  ${what}`)
}

async function queryAvails(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, {
    territories: { type: 'string' },
    media: { type: 'string' },
    languages: { type: 'string', default: '*' },
    from: { type: 'string' },
    to: { type: 'string' },
    exclusivity: { type: 'string', default: 'non_exclusive' },
    licensee: { type: 'string' },
    title: { type: 'string' },
    language: { type: 'string', default: 'en' },
  })
  const language = languageOf(values.language)
  const document = await readDocument(oneFile(positionals, 'avails query'))
  const list = (text: string | undefined) => (text ?? '').split(',').filter((part) => part !== '')
  const territories = list(values.territories)
  const languages = list(values.languages).map((text) => {
    const [tag = '', mode = '*'] = text.split(':')
    return { tag, mode: mode.toUpperCase() }
  })
  const asked = parse(AvailabilityQuery, {
    actor: 'somebody',
    licensee: values.licensee,
    exclusivity: values.exclusivity,
    asOf: new Date().toISOString().slice(0, 10),
    scope: {
      work: 'any',
      territories: {
        include: territories.filter((code) => !code.startsWith('-')),
        exclude: territories.filter((code) => code.startsWith('-')).map((code) => code.slice(1)),
      },
      media: list(values.media),
      languages,
      start: values.from,
      end: values.to ?? null,
    },
  })
  const titles = document.titles ?? {}
  const wanted = values.title?.toLowerCase()
  const isWanted = ({ scope: { work } }: Grant) =>
    wanted === undefined || `${work} ${titles[work] ?? ''}`.toLowerCase().includes(wanted)
  const found = queryWorks(asked, (document.grants ?? []).filter(isWanted), vocabularyOf(document))
  if (values.json) {
    return printJson({
      answers: found.map((one) => ({
        work: one.work,
        title: titles[one.work] ?? null,
        licensor: one.actor,
        ...answerOf(one),
      })),
    })
  }
  for (const { work, actor, status, blocks, reasons, conditions } of found) {
    printLine(`${titles[work] ?? work}  ${work}  ${actor}  ${statusWords(status, language)}`)
    if (status !== 'available') for (const block of blocks) printLine(`  + ${blockWords(block, language)}`)
    for (const one of [...reasons, ...conditions]) printLine(`  - ${one.code}  ${reasonWords(one, language)}`)
  }
  if (found.length === 0) printLine('Nothing of this can be had.')
}

async function printOdrl(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { grant: { type: 'string' } })
  const document = await readDocument(oneFile(positionals, 'avails odrl'))
  const grant = (document.grants ?? []).find(({ id }) => id === values.grant)
  if (!grant) throw notFound('grant')
  printJson(odrlOf(grant, vocabularyOf(document)))
}

/** A workbook of Avails without an error in it, or what an import wrote. */
async function readDocument(path: string): Promise<AvailsDocument> {
  if (!/\.xlsx$/i.test(path)) return readAvailsDocument(await readText(path))
  const { lines, issues } = readAvails(await readBytes(path))
  const wrong = issues.find(({ severity }) => severity === 'error')
  if (wrong)
    throw invalid('avails_wrong', `Row ${wrong.row}, ${wrong.column}: ${wrong.code}. See qianyin avails import`)
  return documentOf(lines)
}

const writeOut = (path: string, content: string | Uint8Array): Promise<void> =>
  writeFile(path, content).catch((error: unknown) => {
    throw invalid('file_unwritable', `${path} cannot be written: ${error instanceof Error ? error.message : ''}`)
  })
