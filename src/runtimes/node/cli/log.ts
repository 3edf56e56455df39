import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  type AuditFault,
  type AuditReport,
  auditLog,
  auditRows,
  logKeys,
  parseVerifierKey,
  proveRegistration,
  publishLog,
  readBlob,
  readCheckpoint,
  readLogStatus,
  resumeLog,
  type VerifierKey,
} from '../../../domains/evidence/index.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { printJson, printLine, readOptions } from './options.ts'
import { readPolicyFile } from './verify.ts'

export const logUsages = [
  'qianyin log status',
  'qianyin log proof NUMBER [--out FILE]',
  'qianyin log audit [--from URL|DIR --key KEY|--policy FILE] [--save DIR]',
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

/** `log audit --from` needs neither a server of ours nor a data directory. */
export const isForeignAudit = (args: readonly string[]): boolean =>
  args[0] === 'audit' && args.some((arg) => arg === '--from' || arg.startsWith('--from='))

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

const auditOptions = {
  from: { type: 'string' },
  key: { type: 'string', multiple: true },
  policy: { type: 'string' },
  save: { type: 'string' },
} as const

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

/** Audits a log by its static files alone: at a URL, or in a folder. */
export async function auditForeignLog(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args.slice(1), auditOptions)
  if (positionals.length > 0 || values.from === undefined) throw usage()
  const keys = await keysFrom(values)
  const source = URL.canParse(values.from) ? fromUrl(new URL(values.from)) : await fromFolder(values.from)
  printReport(await auditLog(saving(values.save, source), { keys }), values.json)
}

async function keysFrom(values: { key?: string[] | undefined; policy?: string | undefined }): Promise<VerifierKey[]> {
  const keys = (values.key ?? []).map(parseVerifierKey)
  if (values.policy !== undefined) keys.push(...(await readPolicyFile(values.policy)).logs)
  if (keys.length === 0) {
    throw invalid('usage', 'A log is audited by its key: --key KEY, or --policy FILE, from where you trust it')
  }
  return keys
}

type Read = (path: string) => Promise<Uint8Array | null>

const objectBytesMax = 32 * 2 ** 20
const requestTimeoutMs = 60_000

function fromUrl(url: URL): Read {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid('usage', '--from is http(s), or a folder')
  const base = url.href.replace(/\/*$/, '/')
  return async (path) => {
    try {
      const answer = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(requestTimeoutMs) })
      if (answer.status === 404) return null
      const bytes = new Uint8Array(await answer.arrayBuffer())
      if (answer.ok && bytes.length <= objectBytesMax) return bytes
      throw new Error(`status ${answer.status}, ${bytes.length} bytes`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new AppError('Unavailable', 'log_unreachable', `${base}${path} cannot be read: ${why}`)
    }
  }
}

async function fromFolder(folder: string): Promise<Read> {
  const found = await stat(folder).catch(() => null)
  if (!found?.isDirectory()) throw invalid('file_unreadable', `There is no folder ${folder}`)
  return (path) =>
    readFile(join(folder, path)).then(
      (bytes) => new Uint8Array(bytes),
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
        throw invalid('file_unreadable', `${path} cannot be read: ${error.message}`)
      },
    )
}

/** Keeps what is read under `folder`, laid out as the log itself: a copy that can be audited, and served, without us. */
function saving(folder: string | undefined, read: Read): Read {
  if (folder === undefined) return read
  const root = resolve(folder)
  return async (path) => {
    const bytes = await read(path)
    if (bytes) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), bytes)
    }
    return bytes
  }
}

const words: Record<string, string> = {
  signature_wrong: 'the signature does not fit',
  signature_missing: 'not signed with this key',
  origin_differs: 'of another log',
  root_differs: 'the signed root is not that of the entries',
  checkpoint_missing: 'missing',
  checkpoint_out_of_order: 'not larger than the one before it',
  entry_differs: 'was changed',
  tile_differs: 'was changed',
  tile_missing: 'missing',
  tile_malformed: 'cannot be read',
  bundle_missing: 'missing',
  bundle_malformed: 'cannot be read',
  row_missing: 'missing from the database',
  row_differs: 'was changed in the database',
}

/** Exit code 1 where anything is wrong. */
function printReport({ checkpoint, checkpoints, faults }: AuditReport, json: boolean): void {
  if (faults.length > 0) process.exitCode = 1
  if (json) {
    printJson({
      origin: checkpoint?.origin ?? null,
      size: checkpoint?.size ?? null,
      root: checkpoint ? Buffer.from(checkpoint.root).toString('base64') : null,
      checkpoints,
      faults,
    })
    return
  }
  for (const { code, place } of faults as AuditFault[])
    printLine(`WRONG  ${place}: ${words[code] ?? 'is not as it must be'} (${code})`)
  if (!checkpoint) return
  const root = Buffer.from(checkpoint.root).toString('base64')
  printLine(
    `${faults.length === 0 ? 'Whole' : 'Not whole'}: ${checkpoint.origin}, ${checkpoint.size} entries, root ${root}`,
  )
  printLine(`${checkpoints} signed checkpoints were held against the entries.`)
}
