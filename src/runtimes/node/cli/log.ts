import { writeFile } from 'node:fs/promises'
import type { LogStatus } from '../../../domains/evidence/contract.ts'
import {
  auditLog,
  auditRows,
  auditTimestampRow,
  auditTimestamps,
  keepLog,
  logKeys,
  proveRegistration,
  readBlob,
  readCheckpoint,
  readLogStatus,
  readTimestamp,
  resumeLog,
  rotatedKeys,
  rotateKey,
} from '../../../domains/evidence/index.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { auditOptions, auditUsage, keysFrom, printReport, saving } from './log-audit.ts'
import { printJson, printLine, readOptions } from './options.ts'
import { readAuthorities } from './verify.ts'

export const logUsages = [
  'qianyin log status',
  'qianyin log proof NUMBER [--out FILE]',
  auditUsage,
  'qianyin log resume --yes',
  'qianyin log rotate log|seal|credential --reason TEXT [--lost] [--out FILE.tlog-proof] --yes',
] as const

const usage = () => invalid('usage', `One of: ${logUsages.join('; ')}`)

/** The log in the data directory. */
export async function logFromCommandLine([verb, ...args]: string[], _home: NodeHome, ctx: Context): Promise<void> {
  if (verb === 'status') return printStatus(args, ctx)
  if (verb === 'proof') return writeProof(args, ctx)
  if (verb === 'audit') return auditHere(args, ctx)
  if (verb === 'resume') return resume(args, ctx)
  if (verb === 'rotate') return rotate(args, ctx)
  throw usage()
}

async function printStatus(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, {})
  if (positionals.length > 0) throw usage()
  const status = await readLogStatus(ctx)
  if (values.json) return printJson(status)
  const { origin, key, entries, published, timestamp, stopped } = status
  printLine(`log        ${origin ?? 'none yet'}`)
  printLine(`key        ${key ?? 'none yet'}`)
  printLine(`entries    ${entries}`)
  printLine(
    `published  ${published ? `checkpoint ${published.number} of ${published.size} entries, ${published.signedAt}` : 'nothing yet'}`,
  )
  printLine(`timestamp  ${timestampWords(timestamp)}`)
  for (const { name, seen, refusal } of status.witnesses) {
    printLine(`witness    ${name}: ${seen ? `${seen.size} entries, ${seen.at}` : 'has seen nothing yet'}`)
    if (refusal) printLine(`           gave nothing at ${refusal.at}: ${refusal.reason}`)
  }
  if (stopped) printLine(`STOPPED    since ${stopped.at}: ${stopped.code}; the audit says where (action log.stopped)`)
}

function timestampWords(timestamp: LogStatus['timestamp']): string {
  if (timestamp.state === 'off') return 'no authority is set up'
  if (timestamp.state === 'pending') return 'pending'
  return `checkpoint ${timestamp.number}, ${timestamp.at} by ${timestamp.authority}`
}

async function writeProof(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, { out: { type: 'string' } })
  const [number, ...more] = positionals
  if (number === undefined || more.length > 0) throw usage()
  // At the command line no server may be running that would do it.
  await keepLog(ctx)
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
  await keepLog(ctx)
  return printStatus(values.json ? ['--json'] : [], ctx)
}

async function rotate(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, {
    reason: { type: 'string', default: '' },
    lost: { type: 'boolean', default: false },
    out: { type: 'string' },
    yes: { type: 'boolean', default: false },
  })
  const [named, ...more] = positionals
  const purpose = rotatedKeys.find((known) => known === named)
  const { reason, lost, out } = values
  if (!purpose || more.length > 0 || reason.trim() === '' || reason.length > 500) throw usage()
  if (out !== undefined && (purpose !== 'log' || lost)) throw usage()
  if (!values.yes) {
    throw invalid(
      'confirmation_needed',
      `From now on another key signs as ${purpose}; this is for good. Then say --yes`,
    )
  }
  const rotation = await rotateKey(ctx, purpose, { isLost: lost, reason: reason.trim() })
  await keepLog(ctx)
  if (out !== undefined && rotation.proof !== null) await writeFile(out, rotation.proof)
  if (values.json) return printJson({ ...rotation, out: out ?? null })
  printLine(`retired  ${rotation.former}`)
  printLine(`signs    ${rotation.current}`)
  if (rotation.proof !== null)
    printLine(
      out === undefined ? 'The former key has signed for the new one: --out FILE writes the proof' : `proof    ${out}`,
    )
}

async function auditHere(args: string[], ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, auditOptions)
  if (positionals.length > 0) throw usage()
  const { onEntries, checkpoints } = auditRows(ctx.db)
  const read = saving(values.save, async (path) => {
    if (path.startsWith('timestamps/')) return orNull(readTimestamp(ctx, path.slice('timestamps/'.length)))
    if (path !== 'checkpoint') return readBlob(ctx.blobs, path)
    const note = await orNull(readCheckpoint(ctx))
    return note === null ? null : new TextEncoder().encode(note)
  })
  const keys = values.key || values.policy ? await keysFrom(values) : await logKeys(ctx)
  const report = await auditLog(read, { keys, onEntries })
  const roots = values.authority
    ? await readAuthorities(values.authority)
    : ctx.timestampAuthorities.flatMap((one) => one.roots)
  const timestamps = await auditTimestamps(read, roots.length > 0 ? roots : null, auditTimestampRow(ctx.db))
  printReport({ ...report, faults: [...report.faults, ...(await checkpoints(read))], timestamps }, values.json)
}

const orNull = <T>(found: Promise<T>): Promise<T | null> =>
  found.catch((error: unknown) => {
    if (error instanceof AppError && error.kind === 'NotFound') return null
    throw error
  })
