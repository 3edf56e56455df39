import { writeFile } from 'node:fs/promises'
import {
  auditLog,
  auditRows,
  logKeys,
  proveRegistration,
  publishLog,
  readBlob,
  readCheckpoint,
  readLogStatus,
  resumeLog,
} from '../../../domains/evidence/index.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { auditOptions, auditUsage, keysFrom, printReport, saving } from './log-audit.ts'
import { printJson, printLine, readOptions } from './options.ts'

export const logUsages = [
  'qianyin log status',
  'qianyin log proof NUMBER [--out FILE]',
  auditUsage,
  'qianyin log resume --yes',
] as const

const usage = () => invalid('usage', `One of: ${logUsages.join('; ')}`)

/** The log in the data directory. */
export async function logFromCommandLine([verb, ...args]: string[], _home: NodeHome, ctx: Context): Promise<void> {
  if (verb === 'status') return printStatus(args, ctx)
  if (verb === 'proof') return writeProof(args, ctx)
  if (verb === 'audit') return auditHere(args, ctx)
  if (verb === 'resume') return resume(args, ctx)
  throw usage()
}

async function printStatus(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, {})
  if (positionals.length > 0) throw usage()
  const status = await readLogStatus(ctx)
  if (values.json) return printJson(status)
  const { origin, key, entries, published, stopped } = status
  printLine(`log        ${origin ?? 'none yet'}`)
  printLine(`key        ${key ?? 'none yet'}`)
  printLine(`entries    ${entries}`)
  printLine(
    `published  ${published ? `checkpoint ${published.number} of ${published.size} entries, ${published.signedAt}` : 'nothing yet'}`,
  )
  if (stopped) printLine(`STOPPED    since ${stopped.at}: ${stopped.code}; the audit says where (action log.stopped)`)
}

async function writeProof(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, { out: { type: 'string' } })
  const [number, ...more] = positionals
  if (number === undefined || more.length > 0) throw usage()
  // At the command line no server may be running that would do it.
  await publishLog(ctx)
  const proof = await proveRegistration(ctx, number)
  if (values.out === undefined) return void process.stdout.write(proof)
  await writeFile(values.out, proof).catch((error: unknown) => {
    throw invalid('file_unwritable', `${values.out} cannot be written: ${error instanceof Error ? error.message : ''}`)
  })
  if (values.json) printJson({ file: values.out })
  else printLine(`Written: ${values.out}`)
}

async function resume(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, { yes: { type: 'boolean', default: false } })
  if (positionals.length > 0) throw usage()
  if (!values.yes) {
    throw invalid('confirmation_needed', 'The log stopped because something was changed. Find out what, then say --yes')
  }
  await resumeLog(ctx)
  await publishLog(ctx)
  return printStatus(values.json ? ['--json'] : [], ctx)
}

async function auditHere(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, auditOptions)
  if (positionals.length > 0) throw usage()
  const { onEntries, checkpoints } = auditRows(ctx.db)
  const read = saving(values.save, async (path) => {
    if (path !== 'checkpoint') return readBlob(ctx.blobs, path)
    const note = await readCheckpoint(ctx).catch((error: unknown) => {
      if (error instanceof AppError && error.kind === 'NotFound') return null
      throw error
    })
    return note === null ? null : new TextEncoder().encode(note)
  })
  const keys = values.key || values.policy ? await keysFrom(values) : await logKeys(ctx)
  const report = await auditLog(read, { keys, onEntries })
  printReport({ ...report, faults: [...report.faults, ...(await checkpoints(read))] }, values.json)
}
