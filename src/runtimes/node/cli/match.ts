import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { requireHonestName } from '../../../domains/files/index.ts'
import { CheckView, MatchReport } from '../../../domains/fingerprints/contract.ts'
import { findMatches } from '../../../domains/fingerprints/index.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { type Api, until } from './api.ts'
import { readyApiFiles } from './api-registrar.ts'
import { apiOptions, clock, oneFile, printJson, printLine, readOptions } from './options.ts'

export const matchUsage = 'qianyin match FILE [--api URL]'

/** Which registered works a file of this machine shows. Stores nothing. */
export const matchFromCommandLine = (args: string[], _home: NodeHome, ctx: Context): Promise<void> =>
  matchBy(args, async (path) => {
    const { facts, fingerprint, digests } = await readLocalFile(ctx, path)
    const { kind, durationSeconds } = facts
    return {
      query: { file: basename(path), kind, durationSeconds: durationSeconds ?? null },
      matches: await findMatches(ctx, fingerprint, digests.sha256),
    }
  })

/** The same by a server, which keeps the file and the check. */
export const matchByApi = (args: string[], api: Api): Promise<void> =>
  matchBy(args, async (path) => {
    const [file] = await readyApiFiles(api, [path])
    const { id } = await api.post('/api/checks', CheckView, { fileId: file?.id })
    const check = await until(
      () => api.get(`/api/checks/${encodeURIComponent(id)}`, CheckView),
      ({ state }) => state !== 'waiting',
    )
    if (check.state === 'failed') throw new AppError('Unavailable', 'check_given_up', 'The server gave this check up')
    const { kind, durationSeconds } = check.file
    return MatchReport.parse({ query: { file: basename(path), kind, durationSeconds }, matches: check.matches ?? [] })
  })

async function matchBy(args: string[], ask: (path: string) => Promise<MatchReport>): Promise<void> {
  const { values, positionals } = readOptions(args, apiOptions)
  const answer = await ask(oneFile(positionals, 'match'))
  if (values.json) return printJson(answer)
  if (answer.matches.length === 0) return printLine('No registered work was found in this file.')
  for (const match of answer.matches) {
    const edits = match.edits.length > 0 ? `  ${match.edits.join(', ')}` : ''
    const sure = match.identical ? 'identical, byte for byte' : `confidence ${match.confidence.toFixed(2)}`
    printLine(`${match.title}  ${match.registrationNumber}  ${sure}${edits}`)
    const heard = match.sound?.segments.map((one) => ({ ...one, by: 'sound ' })) ?? []
    for (const one of [...match.segments.map((seen) => ({ ...seen, by: '' })), ...heard]) {
      const episode = one.episode === null ? '' : `episode ${one.episode} `
      const how = one.edits.length > 0 ? `  ${one.edits.join(', ')}` : ''
      const place = one.unit === 'characters' ? String : clock
      const of = one.unit === 'characters' ? 'characters ' : ''
      printLine(
        `  ${one.by}${of}${place(one.queryStart)}–${place(one.queryEnd)} is ${episode}${of}${place(one.workStart)}–${place(one.workEnd)}${how}`,
      )
    }
  }
}

/** What the head of a file of this machine says. Throws AppError Invalid for what cannot be accepted. */
export async function inspectLocalFile(ctx: Context, path: string) {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw invalid('file_unreadable', 'There is no such file, or it cannot be read')
  const facts = await ctx.media.inspect({ path }, ctx.limits.media)
  requireHonestName(path, facts)
  return facts
}

/** Reads a file of this machine to its end. Throws AppError Invalid for what cannot be accepted. */
export async function readLocalFile(ctx: Context, path: string) {
  const facts = await inspectLocalFile(ctx, path)
  const source = { path }
  const [fingerprint, digests] = await Promise.all([
    ctx.media.fingerprint(source, { limits: ctx.limits.media }),
    ctx.files.digest(source, () => {}),
  ])
  return { facts, fingerprint, digests }
}
