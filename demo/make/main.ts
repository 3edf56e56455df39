import { execFile, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { clips } from './clips.ts'
import { clipSeconds, renderFrames } from './engine/clip.ts'
import { record } from './engine/encode.ts'
import { manifest } from './manifest.ts'
import { paintPictures } from './pictures.ts'
import { COPY, COPY_SECONDS, copyFrames, copySound } from './scenes/copy.ts'
import { contactSheet } from './sheet.ts'

const MEDIA = fileURLToPath(new URL('../media/', import.meta.url))
const COPY_FILE = `${MEDIA}copy-of-night-rain-01.mp4`
const PICTURE = { width: 432, height: 768, preset: 'slower', audioBitRate: 96_000 } as const

async function makeClip(key: string): Promise<void> {
  const clip = clips.find((c) => c.key === key)
  if (!clip) throw new Error(`no clip called ${key}; there are ${clips.map((c) => c.key).join(', ')}`)
  const sound = clip.score(clipSeconds(clip))
  await record({ ...PICTURE, file: `${MEDIA}${key}.mp4`, crf: clip.crf }, renderFrames(clip), sound)
}

const makeCopy = async (): Promise<void> => {
  const work = `${MEDIA}night-rain-01.mp4`
  const { width, height, crf } = COPY
  await record(
    { ...PICTURE, file: COPY_FILE, width, height, crf, audioBitRate: 64_000 },
    copyFrames(work),
    await copySound(work),
  )
}

/** JSON as Biome lays it out: lists of short strings on one line when they fit. */
const manifestText = (): string => {
  const folded = JSON.stringify(manifest(COPY_SECONDS), null, 2).replace(
    /\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g,
    (whole, items: string) => {
      const line = `[${items.replace(/,\n\s+/g, ', ')}]`
      return line.length < 90 ? line : whole
    },
  )
  return `${folded}\n`
}

/** One process per job: drawing is single-threaded, and two jobs fill the two cores we plan for. */
const inChild = (job: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), job], { stdio: 'inherit' })
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${job} ended with ${code}`))))
  })

async function makeAll(): Promise<void> {
  const queue = [...clips.map((c) => c.key), 'pictures']
  const lane = async (): Promise<void> => {
    for (let job = queue.shift(); job; job = queue.shift()) await inChild(job)
  }
  await Promise.all([lane(), lane()])
  await inChild('copy')
  await inChild('manifest')
}

/** The titles are set in Noto CJK; without it they would come out as empty boxes, so we stop instead. */
async function requireFont(): Promise<void> {
  const list = await promisify(execFile)('fc-list', [':lang=zh', 'family']).catch(() => ({ stdout: '' }))
  if (!/Noto Serif CJK SC/.test(list.stdout))
    throw new Error(
      'Drawing needs the fonts-noto-cjk package (Debian: apt-get install fonts-noto-cjk fonts-noto-cjk-extra)',
    )
}

const [job, argument] = process.argv.slice(2)
mkdirSync(MEDIA, { recursive: true })
await requireFont()
const started = performance.now()
if (job === undefined) await makeAll()
else if (job === 'pictures') await paintPictures(MEDIA)
else if (job === 'copy') await makeCopy()
else if (job === 'manifest') writeFileSync(fileURLToPath(new URL('../manifest.json', import.meta.url)), manifestText())
else if (job === 'sheet')
  for (const clip of clips.filter((c) => !argument || c.key === argument))
    await contactSheet(clip, `/tmp/sheet-${clip.key}.png`)
else await makeClip(job)
process.stdout.write(`${job ?? 'all'}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
