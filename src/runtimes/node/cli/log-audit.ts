import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { auditTimestamps, type TimestampAudit } from '../../../domains/evidence/attestations/audit-timestamps.ts'
import { type AuditReport, auditLog, type ReadObject } from '../../../domains/evidence/audit-log.ts'
import { parseVerifierKey, type VerifierKey } from '../../../domains/evidence/log/keys.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { printJson, printLine, readOptions } from './options.ts'
import { readAuthorities, readPolicyFile } from './verify.ts'

export const auditUsage = 'qianyin log audit [--from URL|DIR --key KEY|--policy FILE] [--authority PEM] [--save DIR]'

export const auditOptions = {
  from: { type: 'string' },
  key: { type: 'string', multiple: true },
  policy: { type: 'string' },
  authority: { type: 'string', multiple: true },
  save: { type: 'string' },
} as const

/** Audits a log by its static files alone: at a URL, or in a folder. */
export async function auditForeignLog(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args.slice(1), auditOptions)
  if (positionals.length > 0 || values.from === undefined) throw invalid('usage', auditUsage)
  const keys = await keysFrom(values)
  const source = URL.canParse(values.from) ? fromUrl(new URL(values.from)) : await fromFolder(values.from)
  const read = saving(values.save, source)
  const report = await auditLog(read, { keys })
  const roots = values.authority === undefined ? null : await readAuthorities(values.authority)
  printReport({ ...report, timestamps: await auditTimestamps(read, roots) }, values.json)
}

export async function keysFrom(values: {
  key?: string[] | undefined
  policy?: string | undefined
}): Promise<VerifierKey[]> {
  const keys = (values.key ?? []).map(parseVerifierKey)
  if (values.policy !== undefined) keys.push(...(await readPolicyFile(values.policy)).logs)
  if (keys.length === 0) {
    throw invalid('usage', 'A log is audited by its key: --key KEY, or --policy FILE, from where you trust it')
  }
  return keys
}

const objectBytesMax = 32 * 2 ** 20
const requestTimeoutMs = 60_000

function fromUrl(url: URL): ReadObject {
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

async function fromFolder(folder: string): Promise<ReadObject> {
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
export function saving(folder: string | undefined, read: ReadObject): ReadObject {
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
  timestamp_malformed: 'cannot be read',
  timestamp_imprint_differs: 'is of another checkpoint',
  timestamp_signature_wrong: 'the signature does not fit',
  timestamp_not_trusted: 'is of an authority that is not trusted',
  timestamp_renewed_late: 'was renewed too late',
  row_missing: 'missing from the database',
  row_differs: 'was changed in the database',
}

/** Exit code 1 where anything is wrong. */
export function printReport(
  { checkpoint, checkpoints, timestamps, ...report }: AuditReport & { timestamps: TimestampAudit },
  json: boolean,
): void {
  const faults = [...report.faults, ...timestamps.faults]
  if (faults.length > 0) process.exitCode = 1
  if (json) {
    printJson({
      origin: checkpoint?.origin ?? null,
      size: checkpoint?.size ?? null,
      root: checkpoint ? Buffer.from(checkpoint.root).toString('base64') : null,
      checkpoints,
      timestamps: { stamped: timestamps.stamped, checked: timestamps.checked },
      faults,
    })
    return
  }
  for (const { code, place } of faults) printLine(`WRONG  ${place}: ${words[code] ?? 'is not as it must be'} (${code})`)
  if (!checkpoint) return
  const root = Buffer.from(checkpoint.root).toString('base64')
  printLine(
    `${faults.length === 0 ? 'Whole' : 'Not whole'}: ${checkpoint.origin}, ${checkpoint.size} entries, root ${root}`,
  )
  if (timestamps.stamped > timestamps.checked)
    printLine(`${timestamps.stamped} timestamps were not checked: say --authority PEM, from where you trust it.`)
  else if (timestamps.stamped > 0) printLine(`${timestamps.stamped} timestamps were verified.`)
  printLine(`${checkpoints} signed checkpoints were held against the entries.`)
}
