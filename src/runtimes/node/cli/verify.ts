import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { RecordWithFiles } from '../../../domains/evidence/contract.ts'
import { parseVerifierKey } from '../../../domains/evidence/log/keys.ts'
import { type Policy, parsePolicy, policyOf } from '../../../domains/evidence/log/policy.ts'
import { certificatesOfPem } from '../../../domains/evidence/timestamps/certificates.ts'
import { fileOfRecord, verifyProofFile } from '../../../domains/evidence/verify-proof.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { oneFile, oneLine, printJson, printLine, readOptions } from './options.ts'
import { verifyCertificateUsages, verifyPdf, verifyVc } from './verify-certificate.ts'
import { verifyPackageUsage, verifyZip } from './verify-package.ts'

export const verifyUsage = 'qianyin verify FILE.tlog-proof (--key KEY | --policy FILE) [--file WORK] [--authority PEM]'
export const verifyUsages = [verifyUsage, ...verifyCertificateUsages, verifyPackageUsage]

const textBytesMax = 2_000_000

/** What was checked and found wrong, as against what cannot be read. */
const verdicts = new Set([
  'signature_wrong',
  'signature_missing',
  'origin_unknown',
  'origin_differs',
  'quorum_missing',
  'not_in_tree',
  'record_differs',
  'record_missing',
  'file_differs',
  'timestamp_malformed',
  'timestamp_refused',
  'timestamp_imprint_differs',
  'timestamp_signature_wrong',
  'timestamp_certificate_unfit',
  'timestamp_not_trusted',
  'timestamp_certificate_expired',
  'timestamp_algorithm_unknown',
  'timestamp_renewed_late',
])

/**
 * Verifies a proof, a certificate or a credential by the keys that are given: asks no server, opens no data directory. What it is,
 * its first bytes say.
 */
export async function verifyFromCommandLine(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, {
    key: { type: 'string', multiple: true },
    policy: { type: 'string' },
    file: { type: 'string' },
    authority: { type: 'string', multiple: true },
    issuer: { type: 'string' },
    status: { type: 'string' },
  })
  const path = oneFile(positionals, 'verify')
  const start = await firstBytes(path)
  if (start.startsWith('%PDF-')) {
    const hasKey = values.key !== undefined || values.policy !== undefined
    const sha256 = values.file === undefined ? null : await sha256Of(values.file)
    return verifyPdf(path, {
      policy: hasKey ? await policyFrom(values) : null,
      authorities: values.authority ?? [],
      sha256,
      json: values.json,
    })
  }
  if (start.startsWith('PK')) {
    return verifyZip(path, { policy: await policyFrom(values), authorities: values.authority ?? [], json: values.json })
  }
  if (start.startsWith('eyJ'))
    return verifyVc(path, { issuer: values.issuer, status: values.status, json: values.json })
  const policy = await policyFrom(values)
  const text = await readText(path)
  const authorities = await readAuthorities(values.authority)
  const sha256 = values.file === undefined ? null : await sha256Of(values.file)
  try {
    const act = await verifyProofFile(text, policy, authorities)
    const file = sha256 === null ? null : { sha256, ...fileOfRecord(act, sha256) }
    const { checkpoint, witnesses, index, leaf, record, time, timestamps } = act
    if (values.json) {
      return printJson({
        verified: true,
        log: {
          origin: checkpoint.origin,
          size: checkpoint.size,
          root: Buffer.from(checkpoint.root).toString('base64'),
        },
        index,
        leaf,
        record,
        file,
        timestamp: time && {
          at: isoOf(time.atMs),
          authority: time.authority,
          accuracySeconds: time.accuracySeconds,
          serial: time.serial,
          policy: time.policy,
          provenUntil: isoOf(time.provenUntilMs),
        },
        witnesses: witnesses.map(({ witness, at }) => ({ witness, at: new Date(at * 1000).toISOString() })),
      })
    }
    printLine(`VERIFIED  ${leaf.id}`)
    printLine(
      `Proven: entry ${index} of the log ${checkpoint.origin}, in the tree of ${checkpoint.size} entries that it has signed.`,
    )
    printLine(`  ${leaf.t}, entered ${leaf.ts} by the clock of the log itself.`)
    if (record !== null) printLine(`  What was entered: ${titleOf(record)}`)
    if (file)
      printLine(
        `  ${basename(values.file ?? '')} is file ${file.place} of ${file.of} of it, unchanged (SHA-256 ${file.sha256}).`,
      )
    else printLine('  No file was held against it: say --file WORK.')
    for (const { witness, at } of witnesses)
      printLine(`  Seen by the witness ${witness} at ${new Date(at * 1000).toISOString()}.`)
    if (time) {
      printLine(`  Existed at the latest ${isoOf(time.atMs)}, by the clock of ${time.authority} (RFC 3161).`)
      if (time.provenUntilMs < Date.now())
        printLine(
          `  The certificate of that authority ended ${isoOf(time.provenUntilMs)}: ask for a proof with a renewed timestamp.`,
        )
    }
    printLine('Not proven: who made the work or owns it; that it did not exist before or elsewhere.')
    if (!time && timestamps > 0)
      printLine(
        '  It carries a timestamp (RFC 3161), which was not checked: say --authority PEM, from where you trust it.',
      )
    if (!time && witnesses.length === 0)
      printLine('  The time is the word of the log alone: no authority and no witness was asked for.')
  } catch (error) {
    if (!(error instanceof AppError) || !verdicts.has(error.code)) throw error
    process.exitCode = 1
    if (values.json) printJson({ verified: false, code: error.code, reason: error.message })
    else printLine(`NOT VERIFIED  ${error.message} (${error.code})`)
  }
}

function titleOf(record: Record<string, unknown>): string {
  const { title, version } = record
  const files = RecordWithFiles.safeParse(record)
  const named = files.success ? files.data.files.flatMap(({ name }) => name ?? []).join(', ') : ''
  const shown = typeof title === 'string' ? title : named || 'no title'
  return oneLine(`${shown}${typeof version === 'number' ? `, version ${version}` : ''}`)
}

async function policyFrom(values: { key?: string[] | undefined; policy?: string | undefined }): Promise<Policy> {
  if ((values.key === undefined) === (values.policy === undefined)) {
    throw invalid('usage', `A proof is verified by a key that you trust: ${verifyUsage}`)
  }
  if (values.policy !== undefined) return readPolicyFile(values.policy)
  const logs = (values.key ?? []).map(parseVerifierKey)
  const [first, ...more] = logs
  if (!first) throw invalid('usage', verifyUsage)
  return { ...policyOf(first), logs: [first, ...more] }
}

const isoOf = (ms: number) => new Date(ms).toISOString()

/** The certificates in files of PEM. Throws Invalid `file_unreadable`, `certificate_malformed`. */
export async function readAuthorities(paths: readonly string[] = []): Promise<Uint8Array[]> {
  const pems = await Promise.all(paths.map(readText))
  return pems.flatMap(certificatesOfPem)
}

/** Throws Invalid `file_unreadable`, `policy_malformed`. */
export const readPolicyFile = async (path: string): Promise<Policy> => parsePolicy(await readText(path))

async function firstBytes(path: string): Promise<string> {
  const handle = await open(path).catch(() => null)
  if (!handle) throw invalid('file_unreadable', `There is no file ${oneLine(path)}, or it cannot be read`)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } catch {
    return ''
  } finally {
    await handle.close()
  }
}

async function readText(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw invalid('file_unreadable', `There is no file ${oneLine(path)}, or it cannot be read`)
  if (found.size > textBytesMax) throw invalid('file_too_large', `${oneLine(path)} is too large for what it should be`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch {
    throw invalid('proof_malformed', `${oneLine(path)} is no text`)
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch {
    throw invalid('file_unreadable', `There is no file ${oneLine(path)}, or it cannot be read`)
  }
  return hash.digest('hex')
}
