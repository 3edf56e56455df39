/**
 * The everyday test of the matcher on any folder of videos: every video is registered, then edited copies of its middle
 * ten seconds must be found. `node bench/battery.ts --media DIR [--json] [--edits half,mirror,…] [--keep DIR]`
 */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { indexObject } from '../src/domains/fingerprints/index-object.ts'
import { matchFingerprint, type ObjectMatch } from '../src/domains/fingerprints/matcher.ts'
import { MEDIA_LIMITS, type MediaFingerprint } from '../src/ports/media.ts'
import { createNodeMedia } from '../src/runtimes/node/media/node-media.ts'
import { createNodeSearchIndex } from '../src/runtimes/node/media/node-search-index.ts'
import { editVideo, HALF_SIZE, temporaryDirectory } from '../test/kit/media.ts'

const COPY_SECONDS = 10
const END_ERROR_MAX_SECONDS = 1

interface Edit {
  filters: string
  crf?: number
  /** How much faster than the work the copy plays. */
  speed?: number
}

const EDITS: Record<string, Edit> = {
  half: { filters: HALF_SIZE },
  mirror: { filters: `hflip,${HALF_SIZE}` },
  'speed 1.25': { filters: `setpts=PTS/1.25,${HALF_SIZE}`, speed: 1.25 },
  'speed 0.8': { filters: `setpts=PTS/0.8,${HALF_SIZE}`, speed: 0.8 },
  'crf 40': { filters: HALF_SIZE, crf: 40 },
  letterbox: { filters: `${HALF_SIZE},pad=iw:trunc(ih*0.7)*2:0:(oh-ih)/2` },
  'subtitle bar': { filters: `${HALF_SIZE},drawbox=x=0:y=ih*0.82:w=iw:h=ih*0.13:color=black@0.8:t=fill` },
  bright: { filters: `${HALF_SIZE},eq=brightness=0.08:contrast=1.25:saturation=1.3` },
  'crop 10%': { filters: `crop=iw*0.9:ih*0.9,${HALF_SIZE}` },
}

interface Row {
  edit: string
  file: string
  rank: number
  startErrorSeconds: number
  endErrorSeconds: number
  confidence: number
  others: string[]
}

const { values } = parseArgs({
  options: {
    media: { type: 'string' },
    json: { type: 'boolean', default: false },
    edits: { type: 'string', default: Object.keys(EDITS).join(',') },
    keep: { type: 'string' },
  },
})
if (!values.media) {
  console.error('usage: node bench/battery.ts --media DIR [--json] [--edits half,mirror] [--keep DIR]')
  process.exit(2)
}
const folder = values.media
const VIDEO = /\.(mp4|mov|mkv|webm|avi|ts|flv|m4v)$/i
const PICTURE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i
const entries = (await readdir(folder, { recursive: true })).sort()
const videos = entries.filter((name) => VIDEO.test(name))
const pictures = entries.filter((name) => PICTURE.test(name))
const say = (line: string): void => console.error(line)

const media = createNodeMedia()
const temporary = await temporaryDirectory()
const copies = values.keep ?? temporary.path
await mkdir(copies, { recursive: true })
const read = (path: string): Promise<MediaFingerprint> => media.fingerprint({ path }, { limits: MEDIA_LIMITS })

/** `matches`, without the objects that may not be found. */
const search = async (
  query: MediaFingerprint,
  works: Map<string, MediaFingerprint>,
  index: ReturnType<typeof createNodeSearchIndex>,
): Promise<ObjectMatch[]> =>
  matchFingerprint(query, {
    index,
    load: async (objectKey) => works.get(objectKey) ?? null,
  })

const register = async (names: readonly string[], prints: Map<string, MediaFingerprint>) => {
  const index = createNodeSearchIndex()
  for (const name of names) await indexObject(index, name, prints.get(name) ?? never(name))
  return index
}
const never = (name: string): never => {
  throw new Error(`no fingerprint of ${name}`)
}

const prints = new Map<string, MediaFingerprint>()
for (const name of videos) prints.set(name, await read(join(folder, name)))
say(`registered ${videos.length} videos`)

const rows: Row[] = []
const queries = new Map<string, MediaFingerprint>()
const all = await register(videos, prints)
for (const edit of values.edits.split(',')) {
  const recipe = EDITS[edit]
  if (!recipe) throw new Error(`no edit called ${edit}`)
  for (const name of videos) {
    const work = prints.get(name) ?? never(name)
    const startSeconds = Math.max(0, (work.durationSeconds - COPY_SECONDS) / 2)
    const durationSeconds = Math.min(COPY_SECONDS, work.durationSeconds)
    const copy = join(copies, `${edit.replaceAll(/\W/g, '_')}-${name.replaceAll(/\W/g, '_')}.mp4`)
    editVideo(join(folder, name), copy, {
      startSeconds,
      durationSeconds,
      filters: recipe.filters,
      ...(recipe.crf ? { crf: recipe.crf } : {}),
    })
    const query = await read(copy)
    if (edit === 'half') queries.set(name, query)
    const matches = await search(query, prints, all)
    const rank = matches.findIndex(({ objectKey }) => objectKey === name)
    const segments = matches[rank]?.segments ?? []
    const first = segments[0]
    const last = segments.at(-1)
    const error = (found: number | undefined, queryFound: number | undefined, workTrue: number, queryTrue: number) =>
      Math.max(Math.abs((found ?? Infinity) - workTrue), Math.abs((queryFound ?? Infinity) - queryTrue))
    rows.push({
      edit,
      file: name,
      rank: rank + 1,
      startErrorSeconds: error(first?.workStart, first?.queryStart, startSeconds, 0),
      endErrorSeconds: error(last?.workEnd, last?.queryEnd, startSeconds + durationSeconds, query.durationSeconds),
      confidence: matches[rank]?.confidence ?? 0,
      others: matches.filter(({ objectKey }) => objectKey !== name).map((m) => `${m.objectKey} ${m.confidence}`),
    })
  }
}
await all.close()

/** Nothing may be found for what is not registered: each video against all others, and against half of them. */
const falseMatches: string[] = []
for (const parity of [0, 1]) {
  const registered = videos.filter((_, i) => i % 2 === parity)
  const index = await register(registered, prints)
  for (const [name, query] of queries) {
    if (registered.includes(name)) continue
    for (const match of await search(query, prints, index)) {
      falseMatches.push(`${name} → ${match.objectKey} ${match.confidence}`)
    }
  }
  for (const name of parity === 0 ? pictures : []) {
    for (const match of await search(await read(join(folder, name)), prints, index)) {
      falseMatches.push(`${name} → ${match.objectKey} ${match.confidence}`)
    }
  }
  await index.close()
}
await media.close()
await temporary.remove()

const good = (row: Row): boolean =>
  row.rank === 1 && row.startErrorSeconds <= END_ERROR_MAX_SECONDS && row.endErrorSeconds <= END_ERROR_MAX_SECONDS
if (values.json) {
  console.log(JSON.stringify({ rows, falseMatches, pictures: pictures.length }, null, 1))
} else {
  for (const row of rows) {
    if (row.edit !== 'half' && good(row)) continue
    console.log(
      `${good(row) ? 'ok  ' : 'MISS'} ${row.edit.padEnd(12)} ${row.file.slice(0, 44).padEnd(44)} rank ${row.rank} start ±${row.startErrorSeconds.toFixed(2)} end ±${row.endErrorSeconds.toFixed(2)} confidence ${row.confidence.toFixed(2)} ${row.others.length > 0 ? `also: ${row.others.join(', ')}` : ''}`,
    )
  }
  console.log('\nedit          found first  ends within 1 s  median confidence')
  for (const edit of values.edits.split(',')) {
    const of = rows.filter((row) => row.edit === edit)
    const first = of.filter(({ rank }) => rank === 1).length
    const sure = of.map(({ confidence }) => confidence).sort((a, b) => a - b)[of.length >> 1] ?? 0
    console.log(
      `${edit.padEnd(14)}${`${first}/${of.length}`.padEnd(13)}${`${of.filter(good).length}/${of.length}`.padEnd(17)}${sure.toFixed(2)}`,
    )
  }
  console.log(
    `\nmatches of media that was not registered (${queries.size} videos, ${pictures.length} pictures): ${falseMatches.length}`,
  )
  for (const line of falseMatches) console.log(`  ${line}`)
}
