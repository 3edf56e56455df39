import { writeFile } from 'node:fs/promises'
import {
  categories,
  WorkDraft,
  type WorkDraftInput,
  type WorkKind,
  type WorkView,
} from '../../../domains/works/contract.ts'
import { invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import type { Api } from './api.ts'
import { apiRegistrar } from './api-registrar.ts'
import { localRegistrar } from './local-registrar.ts'
import { apiOptions, printJson, printLine, readOptions } from './options.ts'
import type { Registrar } from './registrar.ts'

export const registerUsage =
  'qianyin register FILE... --title T --holder NAME [--author NAME] [--category C] [--created-on YYYY-MM-DD] [--series ID --episode N] [--certificate OUT.pdf] [--api URL]'

const kinds: Record<string, { kind: WorkKind; category: (typeof categories)[number] }> = {
  image: { kind: 'image', category: 'fine_art' },
  video: { kind: 'video', category: 'audiovisual' },
  audio: { kind: 'audio', category: 'musical' },
  text: { kind: 'text', category: 'written' },
}

/** Registers files as one work, or adds an episode to a series. No work stays behind when something is refused. */
export const registerFromCommandLine = (args: string[], home: NodeHome, ctx: Context): Promise<void> =>
  registerBy(args, localRegistrar(home, ctx))

/** The same, with a server. */
export const registerByApi = (args: string[], api: Api): Promise<void> => registerBy(args, apiRegistrar(api))

async function registerBy(args: string[], registrar: Registrar): Promise<void> {
  const { values, positionals } = readOptions(args, {
    ...apiOptions,
    title: { type: 'string' },
    holder: { type: 'string' },
    author: { type: 'string' },
    category: { type: 'string' },
    'created-on': { type: 'string' },
    series: { type: 'string' },
    episode: { type: 'string' },
    certificate: { type: 'string' },
  })
  const { certificate } = values
  if (positionals.length === 0) throw invalid('usage', registerUsage)
  const category = categories.find((one) => one === values.category)
  if (values.category !== undefined && !category) {
    throw invalid('usage', `--category is one of: ${categories.join(', ')}`)
  }
  const episode = values.episode === undefined ? null : Number(values.episode)
  if (values.series !== undefined) {
    if (episode === null || positionals.length !== 1) throw invalid('usage', '--series takes one file and --episode N')
    await registrar.read(values.series)
    const [file] = await registrar.readyFiles(positionals)
    const amended = await addEpisode(registrar, values.series, file?.id ?? '', episode)
    await registrar.settled(amended.id)
    if (certificate !== undefined) await writeCertificate(registrar, amended.id, certificate)
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
  const ready = await registrar.readyFiles(positionals)
  const series = episode !== null || (ready.length > 1 && ready.every(({ kind }) => kind === 'video'))
  const base = kinds[ready[0]?.kind ?? '']
  if (!base) throw invalid('usage', registerUsage)
  const draft: WorkDraftInput = {
    ...said,
    category: category ?? base.category,
    files: ready.map(({ id }, i) => ({ fileId: id, episode: series ? (episode ?? 1) + i : null })),
  }
  const created = await registrar.create({ kind: series ? 'micro_drama' : base.kind, draft })
  const registered = await registerOrDiscard(registrar, created)
  // The next command can match it.
  await registrar.settled(registered.id)
  if (certificate !== undefined) await writeCertificate(registrar, registered.id, certificate)
  report(registered, positionals, values.json)
}

/** Waits for it. What was registered stays registered, whatever becomes of its certificate. */
async function writeCertificate(registrar: Registrar, workId: string, path: string): Promise<void> {
  const pdf = await registrar.certificate(workId)
  await writeFile(path, pdf).catch(() => {
    throw invalid('file_unwritable', `${path} cannot be written`)
  })
}

async function addEpisode(registrar: Registrar, workId: string, fileId: string, episode: number): Promise<WorkView> {
  const amended = await registrar.amend(workId)
  const newest = amended.versions[0]
  if (!newest) throw invalid('usage', `${workId} has no version to add to`)
  const { version: _v, state: _s, revision, updatedAt: _u, registeredAt: _r, fileViews: _f, ...draft } = newest
  const files = [...draft.files.filter((file) => file.episode !== episode), { fileId, episode }]
  files.sort((a, b) => (a.episode ?? 0) - (b.episode ?? 0))
  try {
    const saved = await registrar.save(workId, { revision, draft: { ...draft, files } })
    return await registerOrDiscard(registrar, saved)
  } catch (error) {
    await registrar.discard(workId).catch(() => {})
    throw error
  }
}

async function registerOrDiscard(registrar: Registrar, work: WorkView): Promise<WorkView> {
  try {
    return await registrar.register(work.id, { revision: work.versions[0]?.revision ?? 1 })
  } catch (error) {
    await registrar.discard(work.id).catch(() => {})
    throw error
  }
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
