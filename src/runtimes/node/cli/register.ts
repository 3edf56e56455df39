import { basename } from 'node:path'
import { acceptFile, readFile } from '../../../domains/files/index.ts'
import {
  categories,
  WorkDraft,
  type WorkDraftInput,
  type WorkKind,
  type WorkView,
} from '../../../domains/works/contract.ts'
import { amendWork, createWork, discardDraft, readWork, registerWork, saveDraft } from '../../../domains/works/index.ts'
import { workUntil } from '../../../jobs/runner.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { stageFile } from '../stage-file.ts'
import { inspectLocalFile } from './match.ts'
import { printJson, printLine, readOptions } from './options.ts'

export const registerUsage =
  'qianyin register FILE... --title T --holder NAME [--author NAME] [--category C] [--created-on YYYY-MM-DD] [--series ID --episode N]'

const kinds: Record<string, { kind: WorkKind; category: (typeof categories)[number] }> = {
  image: { kind: 'image', category: 'fine_art' },
  video: { kind: 'video', category: 'audiovisual' },
  audio: { kind: 'audio', category: 'musical' },
  text: { kind: 'text', category: 'written' },
}

/** Registers files as one work, or adds an episode to a series. No work stays behind when something is refused. */
export async function registerFromCommandLine(args: string[], home: NodeHome, ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, {
    title: { type: 'string' },
    holder: { type: 'string' },
    author: { type: 'string' },
    category: { type: 'string' },
    'created-on': { type: 'string' },
    series: { type: 'string' },
    episode: { type: 'string' },
  })
  if (positionals.length === 0) throw invalid('usage', registerUsage)
  const category = categories.find((one) => one === values.category)
  if (values.category !== undefined && !category) {
    throw invalid('usage', `--category is one of: ${categories.join(', ')}`)
  }
  const episode = values.episode === undefined ? null : Number(values.episode)
  if (values.series !== undefined) {
    if (episode === null || positionals.length !== 1) throw invalid('usage', '--series takes one file and --episode N')
    await readWork(ctx, values.series)
    const [fileId = ''] = await readyFiles(positionals, home, ctx)
    const amended = await addEpisode(ctx, values.series, fileId, episode)
    await settled(home, ctx, amended.id)
    report(amended, positionals, values.json)
    return
  }
  const { title, holder } = values
  if (!title || !holder) throw invalid('usage', registerUsage)
  const said: WorkDraftInput = {
    title,
    authors: [{ name: values.author ?? holder, role: 'author' }],
    rightHolders: [{ name: holder, shareBasisPoints: 10_000 }],
    createdOn: values['created-on'] ?? null,
  }
  parse(WorkDraft, said)
  const fileIds = await readyFiles(positionals, home, ctx)
  const views = await Promise.all(fileIds.map((id) => readFile(ctx, id)))
  const series = episode !== null || (views.length > 1 && views.every(({ kind }) => kind === 'video'))
  const base = kinds[views[0]?.kind ?? '']
  if (!base) throw invalid('usage', registerUsage)
  const draft: WorkDraftInput = {
    ...said,
    category: category ?? base.category,
    files: fileIds.map((fileId, i) => ({ fileId, episode: series ? (episode ?? 1) + i : null })),
  }
  const created = await createWork(ctx, { kind: series ? 'micro_drama' : base.kind, draft })
  const registered = await registerOrDiscard(ctx, created)
  // The next command can match it.
  await settled(home, ctx, registered.id)
  report(registered, positionals, values.json)
}

async function addEpisode(ctx: Context, workId: string, fileId: string, episode: number): Promise<WorkView> {
  const amended = await amendWork(ctx, workId)
  const newest = amended.versions[0]
  if (!newest) throw invalid('usage', `${workId} has no version to add to`)
  const { version: _v, state: _s, revision, updatedAt: _u, registeredAt: _r, fileViews: _f, ...draft } = newest
  const files = [...draft.files.filter((file) => file.episode !== episode), { fileId, episode }]
  files.sort((a, b) => (a.episode ?? 0) - (b.episode ?? 0))
  try {
    const saved = await saveDraft(ctx, workId, { revision, draft: { ...draft, files } })
    return await registerOrDiscard(ctx, saved)
  } catch (error) {
    await discardDraft(ctx, workId).catch(() => {})
    throw error
  }
}

async function registerOrDiscard(ctx: Context, work: WorkView): Promise<WorkView> {
  try {
    return await registerWork(ctx, work.id, { revision: work.versions[0]?.revision ?? 1 })
  } catch (error) {
    await discardDraft(ctx, work.id).catch(() => {})
    throw error
  }
}

async function readyFiles(paths: string[], home: NodeHome, ctx: Context): Promise<string[]> {
  const ids: string[] = []
  const organisationId = ctx.actor.kind === 'operator' ? ctx.actor.organisationId : ''
  // All are looked at before any is taken in, so that a good one is not left behind by a bad one.
  for (const path of paths) {
    await inspectLocalFile(ctx, path).catch((error: unknown) => {
      throw named(error, path)
    })
  }
  for (const path of paths) {
    const uploadId = await stageFile(home.uploadsDir, path, organisationId)
    const { id } = await acceptFile(ctx, { uploadId }).catch((error: unknown) => {
      throw named(error, path)
    })
    ids.push(id)
  }
  await workUntil(home.base, home.runner, async () => {
    const views = await Promise.all(ids.map((id) => readFile(ctx, id)))
    return views.every(({ state }) => state !== 'storing' && state !== 'examining')
  })
  for (const [i, id] of ids.entries()) {
    const { state, refusal, sha256 } = await readFile(ctx, id)
    if (state === 'ready') continue
    if (sha256) await settled(home, ctx, sha256)
    throw named(invalid(refusal?.code ?? 'media_broken', refusal?.message ?? ''), paths[i] ?? '')
  }
  return ids
}

const named = (error: unknown, path: string): unknown =>
  error instanceof AppError ? new AppError(error.kind, error.code, `${basename(path)}: ${error.message}`) : error

/** Works until the newest job of this subject is over. */
async function settled(home: NodeHome, ctx: Context, subjectId: string): Promise<void> {
  await workUntil(home.base, home.runner, async () => {
    const job = (await ctx.queue.standings([subjectId])).get(subjectId)
    return job === undefined || job.done || job.dead
  })
}

function report(work: WorkView, paths: string[], json: boolean): void {
  const version = work.versions[0]
  const files = version?.fileViews ?? []
  if (json) {
    printJson({
      workId: work.id,
      title: version?.title,
      registrationNumber: work.registrationNumber,
      registeredAt: version?.registeredAt,
      version: version?.version,
      files: files.map(({ name, kind, sha256, sm3 }, i) => ({
        file: name,
        kind,
        episode: version?.files[i]?.episode ?? null,
        sha256,
        sm3,
      })),
    })
    return
  }
  printLine(
    `${work.registrationNumber}  ${version?.title}  (${work.id}, version ${version?.version}, ${paths.length} file(s))`,
  )
  for (const { name, sha256 } of files) printLine(`  ${sha256}  ${name}`)
}
