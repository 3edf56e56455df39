import { basename } from 'node:path'
import { fileCode, pdqHex } from '../../../domains/fingerprints/index.ts'
import type { Context } from '../../../ports/context.ts'
import { CODE_BYTES } from '../../../ports/media.ts'
import type { NodeHome } from '../node-home.ts'
import { readLocalFile } from './match.ts'
import { oneFile, printJson, printLine, readOptions } from './options.ts'

export const hashUsage = 'qianyin hash FILE'

/** The digests and fingerprints of a file of this machine. Stores nothing. */
export async function hashFromCommandLine(args: string[], _home: NodeHome, ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, {})
  const path = oneFile(positionals, 'hash')
  const { facts, fingerprint, digests } = await readLocalFile(ctx, path)
  const whole = fingerprint.views[0]
  const frames = [...fingerprint.timesSeconds].map((seconds, i) => ({
    seconds,
    pdq: pdqHex(whole?.codes.subarray(i * CODE_BYTES, (i + 1) * CODE_BYTES) ?? new Uint8Array(CODE_BYTES)),
    quality: whole?.qualities[i] ?? 0,
  }))
  const { iscc } = fingerprint
  const answer = {
    file: basename(path),
    ...facts,
    durationSeconds: fingerprint.durationSeconds > 0 ? fingerprint.durationSeconds : null,
    sha256: digests.sha256,
    sm3: digests.sm3,
    algorithm: fingerprint.algorithm,
    pdq: fingerprint.published?.pdqHex ?? null,
    pdqQuality: fingerprint.published?.pdqQuality ?? null,
    imghash: fingerprint.published?.imghashHex ?? null,
    iscc: iscc ? { code: fileCode(iscc, null), ...iscc } : null,
    frames,
  }
  if (values.json) return printJson(answer)
  printLine(`${answer.file}  ${facts.mimeType}  ${facts.sizeBytes} bytes`)
  printLine(`sha256   ${digests.sha256}`)
  printLine(`sm3      ${digests.sm3}`)
  if (answer.iscc) {
    printLine(`iscc     ${answer.iscc.code}`)
    if (answer.iscc.content) printLine(`content  ${answer.iscc.content}`)
    printLine(`data     ${answer.iscc.data}`)
    printLine(`instance ${answer.iscc.instance}`)
  }
  if (fingerprint.published) {
    printLine(`pdq      ${fingerprint.published.pdqHex}  quality ${fingerprint.published.pdqQuality}`)
    printLine(`imghash  ${fingerprint.published.imghashHex}`)
    return
  }
  for (const { seconds, pdq, quality } of frames)
    printLine(`pdq      ${pdq}  ${seconds.toFixed(2)} s  quality ${quality}`)
}
