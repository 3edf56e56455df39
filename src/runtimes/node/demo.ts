import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createPerson } from '../../domains/accounts/index.ts'
import { acceptFile, readFile } from '../../domains/files/index.ts'
import { createCheck, readCheck } from '../../domains/fingerprints/index.ts'
import { actInCase, applyForMediation } from '../../domains/mediation/index.ts'
import { Filing, type WorkDraftInput } from '../../domains/works/contract.ts'
import { createWork, listRegistry, registerWork } from '../../domains/works/index.ts'
import type { Actor, Context } from '../../ports/context.ts'
import { type NodeHome, projectDir } from './node-home.ts'
import { stageFile } from './stage-file.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })
const DemoWork = z.object({
  key: z.string(),
  kind: z.enum(['video', 'image']),
  titles: bilingual,
  creator: z.object({ name: bilingual, studio: bilingual }),
  synopsis: bilingual,
  languages: z.array(z.string()),
  createdOn: z.string(),
  firstPublishedOn: z.string(),
  files: z.array(z.string()),
  episodes: z.array(z.object({ episode: z.number(), file: z.string() })),
  poster: z.string().optional(),
  microDrama: z
    .object({
      regime: Filing.shape.regime,
      class: Filing.shape.class,
      docType: Filing.shape.documentType,
      number: z.string(),
      issuer: z.string(),
      issuedOn: z.string(),
    })
    .optional(),
  aiUse: bilingual,
})
type DemoWork = z.infer<typeof DemoWork>
const Manifest = z.object({
  works: z.array(DemoWork),
  copies: z.array(z.object({ file: z.string(), copiedFrom: z.object({ work: z.string() }) })),
  innocent: z.array(z.object({ file: z.string() })),
})

export const demoPassword = 'night rain over arcades'

type Print = (line: string) => void

/** Fills an empty registry with creators, works, a copy and an innocent file. Leaves a registry with works alone. */
export async function fillWithDemo(home: NodeHome, print: Print): Promise<void> {
  const system = contextOf(home, { kind: 'system' })
  if ((await listRegistry(system, {})).items.length > 0) {
    print('The registry has works already, so no demo was added.')
    return
  }
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(projectDir, 'demo/manifest.json'), 'utf8')))
  print('Filling the registry with demo works. This takes less than a minute.')
  const owners = new Map<string, Context>()
  for (const work of manifest.works) {
    const ctx = await signUpCreator(home, work)
    owners.set(work.key, ctx)
    const number = await registerDemoWork(home, ctx, work)
    print(`  registered ${number}  ${work.titles.zh} ${work.titles.en}`)
  }
  for (const { file, copiedFrom } of manifest.copies) {
    const ctx = owners.get(copiedFrom.work)
    const check = ctx && (await checkDemoFile(home, ctx, file, print))
    const work = manifest.works.find(({ key }) => key === copiedFrom.work)
    if (ctx && check && work) await mediateDemoCopy(home, ctx, work, check, print)
  }
  const someone = [...owners.values()][0]
  for (const { file } of manifest.innocent) if (someone) await checkDemoFile(home, someone, file, print)
  const first = manifest.works[0]
  if (first) print(`Sign in as ${emailOf(first)} with the password ${demoPassword} and open "Check a file".`)
}

const emailOf = (work: DemoWork) => `${work.key}@demo.qianyin.example`

function contextOf(home: NodeHome, actor: Actor): Context {
  const requestId = `demo:${crypto.randomUUID()}`
  const signal = new AbortController().signal
  const caller = { address: '', userAgent: '' }
  return {
    ...home.base,
    actor,
    requestId,
    caller,
    origin: home.base.office.address,
    progress: () => {},
    completion: [],
    signal,
  }
}

async function signUpCreator(home: NodeHome, work: DemoWork): Promise<Context> {
  const whose = await createPerson(contextOf(home, { kind: 'operator', organisationId: 'org_platform' }), {
    email: emailOf(work),
    password: demoPassword,
    name: work.creator.name.zh,
    organisation: { kind: 'studio', name: work.creator.studio.zh, country: 'CN' },
  })
  return contextOf(home, {
    kind: 'person',
    role: 'owner',
    sessionId: '',
    hasSecondFactor: false,
    organisationKind: 'studio',
    departmentCode: null,
    ...whose,
  })
}

async function readyFile(home: NodeHome, ctx: Context, file: string): Promise<string> {
  const organisationId = ctx.actor.kind === 'person' ? ctx.actor.organisationId : ''
  const uploadId = await stageFile(home.uploadsDir, join(projectDir, 'demo', file), organisationId)
  const { id } = await acceptFile(ctx, { uploadId })
  await until(async () => {
    const { state, refusal } = await readFile(ctx, id)
    if (state === 'refused' || state === 'failed') throw new Error(`${file}: ${refusal?.code}`)
    return state === 'ready'
  })
  return id
}

async function registerDemoWork(home: NodeHome, ctx: Context, work: DemoWork): Promise<string | null> {
  const poster = work.poster ? await readyFile(home, ctx, work.poster) : null
  const files = []
  for (const file of work.files) {
    const episode = work.episodes.find((one) => one.file === file)?.episode ?? null
    files.push({ fileId: await readyFile(home, ctx, file), episode })
  }
  const { microDrama } = work
  const draft: WorkDraftInput = {
    title: work.titles.zh,
    otherTitles: [{ language: 'en', title: work.titles.en }],
    category: work.kind === 'video' ? 'audiovisual' : 'fine_art',
    authors: [{ name: work.creator.name.zh, role: work.kind === 'video' ? 'director' : 'illustrator' }],
    rightHolders: [
      { name: work.creator.studio.zh, shareBasisPoints: 7000 },
      { name: work.creator.name.zh, shareBasisPoints: 3000 },
    ],
    createdOn: work.createdOn,
    firstPublishedOn: work.firstPublishedOn,
    languages: work.languages,
    synopsis: `${work.synopsis.zh}\n\n${work.synopsis.en}`,
    aiUse: { level: 'none', statement: `${work.aiUse.zh} · ${work.aiUse.en}` },
    season: microDrama ? 1 : null,
    posterFileId: poster,
    files,
    filing: microDrama
      ? {
          regime: microDrama.regime,
          class: microDrama.class,
          documentType: microDrama.docType,
          number: microDrama.number,
          issuer: microDrama.issuer,
          issuedOn: microDrama.issuedOn,
        }
      : null,
  }
  const { id } = await createWork(ctx, { kind: microDrama ? 'micro_drama' : work.kind, draft })
  const { registrationNumber } = await registerWork(ctx, id, { revision: 1 })
  await until(async () => (await ctx.queue.standings([id])).get(id)?.done === true)
  return registrationNumber
}

/** What was found, as evidence of a case. */
async function checkDemoFile(home: NodeHome, ctx: Context, file: string, print: Print): Promise<string | null> {
  const fileId = await readyFile(home, ctx, file)
  const { id } = await createCheck(ctx, { fileId })
  await until(async () => (await readCheck(ctx, id)).state !== 'waiting')
  const { matches } = await readCheck(ctx, id)
  const titles = [...new Set(matches?.map(({ title }) => title))]
  print(`  checked ${file}: ${titles.length > 0 ? `found ${titles.join(', ')}` : 'nothing found'}`)
  return titles.length > 0 ? id : null
}

/** A case that waits for the answer of whoever made the copy: the invitation lies in the outbox. */
async function mediateDemoCopy(
  home: NodeHome,
  ctx: Context,
  work: DemoWork,
  checkId: string,
  print: Print,
): Promise<void> {
  const { id, number } = await applyForMediation(ctx, {
    applicant: { kind: 'organisation', name: work.creator.studio.zh, email: emailOf(work) },
    respondent: { kind: 'organisation', name: '搬运账号', email: 'copier@demo.qianyin.example' },
    title: `短视频搬运《${work.titles.zh}》`,
    facts: '对方账号发布的短视频取自本作品，画面被镜像、裁切，没有署名，也没有许可。',
    claims: '请下架该视频，并商量许可费。',
    evidence: { checkId, match: 0 },
    isPendingElsewhere: false,
  })
  const secretary = contextOf(home, { kind: 'operator', organisationId: 'org_mediation' })
  // The application and what it shows are the first two entries.
  await actInCase(secretary, id, undefined, { revision: 2, act: { move: 'accept' } })
  print(`  opened mediation ${number}: the respondent enters by the link in /outbox`)
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 100))
}
