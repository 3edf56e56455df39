/**
 * Truth about the matcher on any media: makes every edit of every file, registers the files among distractors, asks the product and
 * every installed peer, and prints what was found, what was missed and what was accused falsely.
 * `node bench/match.ts --media DIR|LIST [--kinds picture,video,sound,text] [--edits a,b] [--limit N] [--distractors DIR|LIST]
 * [--distractors-limit N] [--minutes N] [--report FILE.html] [--json FILE] [--judged FILE.jsonl] [--cache DIR] [--seed N]
 * [--voices DIR|LIST]`: recordings of people talking, for the sounds that somebody talks over
 */
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { MediaKind } from '../src/ports/media.ts'
import { temporaryDirectory } from '../test/kit/media.ts'
import type { Edit } from './edits/edit.ts'
import { installed } from './edits/ffmpeg.ts'
import { PICTURE_EDITS } from './edits/pictures.ts'
import { SOUND_EDITS } from './edits/sound.ts'
import { TEXT_EDITS } from './edits/text.ts'
import { VIDEO_EDITS } from './edits/video.ts'
import { mediaFiles } from './match/corpus.ts'
import { openProduct } from './match/product.ts'
import { htmlReport } from './match/report-html.ts'
import { type KindReport, reportOf, textReport } from './match/report-text.ts'
import { runKind } from './match/run-kind.ts'
import { createChromaprintPeer } from './peers/chromaprint.ts'
import { createMinhashPeer } from './peers/minhash.ts'
import type { Peer } from './peers/peer.ts'
import { createImghashPeer, createPdqPeer } from './peers/picture-hashes.ts'
import { createSignaturePeer } from './peers/signature.ts'
import { createVpdqPeer } from './peers/vpdq.ts'

interface KindSetup {
  kind: MediaKind
  edits: readonly Edit[]
  peers: () => Peer[]
  needsFfmpeg: boolean
}

const KINDS: Record<string, KindSetup> = {
  picture: {
    kind: 'image',
    edits: PICTURE_EDITS,
    peers: () => [createPdqPeer(), createImghashPeer()],
    needsFfmpeg: false,
  },
  video: {
    ...{ kind: 'video', edits: VIDEO_EDITS, needsFfmpeg: true },
    peers: () => [createVpdqPeer(), ...(values.fast ? [] : [createSignaturePeer()])],
  },
  sound: {
    ...{ kind: 'audio', edits: SOUND_EDITS, needsFfmpeg: true },
    peers: () => (installed('fpcalc') ? [createChromaprintPeer()] : []),
  },
  text: { kind: 'text', edits: TEXT_EDITS, peers: () => [createMinhashPeer()], needsFfmpeg: false },
}

const { values } = parseArgs({
  options: {
    media: { type: 'string' },
    kinds: { type: 'string', default: Object.keys(KINDS).join(',') },
    edits: { type: 'string' },
    limit: { type: 'string', default: '1000000' },
    distractors: { type: 'string' },
    'distractors-limit': { type: 'string', default: '1000000' },
    report: { type: 'string' },
    json: { type: 'string' },
    /** What calibrate.ts reads: every copy beside every work that came up for it. */
    judged: { type: 'string' },
    cache: { type: 'string' },
    keep: { type: 'string' },
    /** Of copying, for each kind: the report is about the files that were copied until then. */
    minutes: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '20261125' },
    voices: { type: 'string' },
    /** Leaves out the peer that takes seconds for every pair of files. */
    fast: { type: 'boolean', default: false },
  },
})
if (!values.media) {
  console.error(
    'usage: npm run bench:match -- --media DIR|LIST [--kinds picture,video,sound,text] [--edits a,b] [--limit N] …',
  )
  process.exit(2)
}

const say = (line: string): void => console.error(line)
const seed = Number(values.seed)
const wanted = values.edits?.split(',').map((name) => name.trim())
const temporary = await temporaryDirectory()
const copiesFolder = values.keep ?? temporary.path
await mkdir(copiesFolder, { recursive: true })
const product = await openProduct(values.cache)
const voices = values.voices ? await mediaFiles(values.voices, 'audio') : []
const reports: KindReport[] = []
const title = `bench:match, ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, seed ${seed}`
console.log(title)
console.log(`${process.argv.slice(2).join(' ')}`)

for (const name of values.kinds.split(',')) {
  const setup = KINDS[name]
  if (!setup) throw new Error(`no kind called ${name}; there are ${Object.keys(KINDS).join(', ')}`)
  if (setup.needsFfmpeg && !installed('ffmpeg')) {
    console.log(`\n## ${name}: left out, its copies are made with ffmpeg, which is not installed`)
    continue
  }
  const media = await mediaFiles(values.media, setup.kind, Number(values.limit))
  const edits = setup.edits.filter(
    (edit) =>
      (!edit.needsVoices || voices.length > 0) &&
      (!wanted || wanted.includes(edit.name) || wanted.includes(edit.group)),
  )
  if (media.length < 2 || edits.length === 0) continue
  const chosen = new Set(media)
  const distractors = values.distractors
    ? (await mediaFiles(values.distractors, setup.kind, Number(values['distractors-limit']))).filter(
        (path) => !chosen.has(path),
      )
    : []
  const peers = setup.peers()
  const minutesMax = Number(values.minutes)
  const plan = { kind: setup.kind, media, distractors, edits, voices, peers, seed, copiesFolder, minutesMax, say }
  const run = await runKind(product, plan)
  const report = reportOf(run, peers)
  reports.push(report)
  console.log(textReport(report))
  if (values.judged) {
    await appendFile(values.judged, run.judged.map((match) => `${JSON.stringify(match)}\n`).join(''))
  }
}

if (values.report) await writeFile(values.report, await htmlReport(reports, title, product.poster))
if (values.json) {
  const told = reports.map(({ run, names, scores }) => ({
    run: { ...run, queries: run.queries.length, judged: run.judged.length },
    names,
    scores,
  }))
  await writeFile(values.json, JSON.stringify({ title, command: process.argv.slice(2), kinds: told }, null, 1))
}
await product.close()
await temporary.remove()
