/**
 * Draws the pictures of docs/method.md from what the product itself measures on two drawn scenes, and, of a file that
 * `npm run bench:match -- --judged FILE` wrote, how much evidence there was for right and for wrong pictures:
 * `node bench/method-figures.ts [FILE]`. Without words, so that one set serves every language.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { CONFIDENCE_MIN } from '../src/domains/fingerprints/confidence.ts'
import { alignPairs, pairFeatures } from '../src/domains/fingerprints/features/align-features.ts'
import { mirrorFeatures, POSITION_STEPS } from '../src/domains/fingerprints/features/extract.ts'
import { applyTransform, composeTransforms } from '../src/domains/fingerprints/features/transform.ts'
import { codeWords, hammingDistance } from '../src/domains/fingerprints/hashes/hamming.ts'
import { MEDIA_LIMITS, type MediaFingerprint } from '../src/ports/media.ts'
import { createNodeMedia } from '../src/runtimes/node/media/node-media.ts'
import { seeded, temporaryDirectory } from '../test/kit/media.ts'
import { writing } from './edits/drawn.ts'
import type { JudgedMatch } from './match/run-kind.ts'

const [, , judgedFile] = process.argv
const BINS = 10
const WIDTH = 480
const HEIGHT = 320
const FOLDER = join(import.meta.dirname, '../docs/method')

const box = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${fill}"/>`

/** Houses by the water, another town for every seed. */
const town = (seed: number): string => {
  const random = seeded(seed)
  const between = (low: number, high: number): number => low + (high - low) * random()
  const shore = between(0.62, 0.72) * HEIGHT
  let body = box(0, 0, WIDTH, HEIGHT, `hsl(${between(195, 225).toFixed(0)} 60% ${between(72, 84).toFixed(0)}%)`)
  body += `<circle cx="${between(40, WIDTH - 40).toFixed(0)}" cy="${between(35, 80).toFixed(0)}" r="${between(18, 30).toFixed(0)}" fill="#fdf3c0"/>`
  for (const shade of [70, 55]) {
    let ridge = `M0 ${shore}`
    for (let x = 0; x <= WIDTH; x += 40) ridge += ` L${x} ${(shore - between(20, 120 - shade / 2)).toFixed(0)}`
    body += `<path d="${ridge} L${WIDTH} ${shore} Z" fill="hsl(150 20% ${shade}%)"/>`
  }
  body += box(0, shore, WIDTH, HEIGHT - shore, 'hsl(205 45% 45%)')
  for (let x = between(5, 25); x < WIDTH - 40; ) {
    const [width, height] = [between(34, 62), between(40, 110)]
    const top = shore - height
    body += box(x, top, width, height, `hsl(${between(0, 60).toFixed(0)} 35% ${between(35, 75).toFixed(0)}%)`)
    body += `<path d="M${(x - 4).toFixed(1)} ${top.toFixed(1)} L${(x + width / 2).toFixed(1)} ${(top - between(10, 26)).toFixed(1)} L${(x + width + 4).toFixed(1)} ${top.toFixed(1)} Z" fill="#533"/>`
    for (let y = top + 8; y < shore - 14; y += 17) {
      for (let u = x + 6; u < x + width - 9; u += 14)
        if (random() < 0.75) body += box(u, y, 8, 10, random() < 0.5 ? '#223' : '#fe9')
    }
    x += width + between(3, 26)
  }
  for (let i = 0; i < 26; i++) {
    body += box(between(0, WIDTH - 40), between(shore + 6, HEIGHT - 6), between(10, 46), 2, 'hsl(205 50% 68%)')
  }
  const boat = between(60, WIDTH - 120)
  return `${body}<path d="M${boat} ${shore + 40} h70 l-14 18 h-42 Z" fill="#222"/><path d="M${boat + 34} ${shore + 38} v-52 l28 44 Z" fill="#fff"/>`
}

/** Mirrored, cut on all sides, written over and with a logo. */
const edited = (body: string): string =>
  `<g transform="translate(${WIDTH} 0) scale(-1 1)"><g transform="translate(-96 -50) scale(1.3)">${body}</g></g>` +
  `${box(0, HEIGHT * 0.86, WIDTH, HEIGHT * 0.14, '#101018')}${writing(seeded(5), { x: 20, y: HEIGHT * 0.895, size: 24, characters: 15, fill: '#ffe14d' })}` +
  `<circle cx="36" cy="36" r="24" fill="#d33"/><circle cx="36" cy="36" r="14" fill="#fff"/>`

const drawing = (width: number, height: number, body: string, title = 'picture'): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif"><title>${title}</title><rect width="100%" height="100%" fill="#fff"/>${body}</svg>\n`

/** A scene at a place of a figure, cut to its frame, with a letter. */
const panel = (letter: string, body: string, x: number, y: number, scale: number): string =>
  `<svg x="${x}" y="${y}" width="${WIDTH * scale}" height="${HEIGHT * scale}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><title>${letter}</title>${body}</svg>` +
  `<rect x="${x}" y="${y}" width="${WIDTH * scale}" height="${HEIGHT * scale}" fill="none" stroke="#444"/>` +
  `<text x="${x + 3}" y="${y + HEIGHT * scale + 17}" font-size="15" font-weight="bold">${letter}</text>`

const bitOf = (code: Uint8Array, i: number): number => ((code[i >> 3] ?? 0) >> (i & 7)) & 1

/** The 256 bits of a code as a board; cells that differ from `than` in red. */
const board = (code: Uint8Array, than: Uint8Array | null, x: number, y: number, cell: number): string => {
  const cells = new Map<string, string>()
  for (let i = 0; i < 256; i++) {
    const differs = than && bitOf(code, i) !== bitOf(than, i)
    const fill = differs ? (bitOf(code, i) ? '#c00' : '#f99') : bitOf(code, i) ? '#222' : '#ddd'
    const at = `M${x + (i % 16) * cell} ${y + (i >> 4) * cell}h${cell - 1}v${cell - 1}h${1 - cell}z`
    cells.set(fill, (cells.get(fill) ?? '') + at)
  }
  return [...cells].map(([fill, path]) => `<path d="${path}" fill="${fill}"/>`).join('')
}

const temporary = await temporaryDirectory()
const media = createNodeMedia()
const fingerprintOf = async (body: string): Promise<MediaFingerprint> => {
  const path = join(temporary.path, `${Math.random()}.png`)
  await sharp(Buffer.from(drawing(WIDTH, HEIGHT, body)))
    .png()
    .toFile(path)
  return media.fingerprint({ path }, { limits: MEDIA_LIMITS })
}
await mkdir(FOLDER, { recursive: true })
const save = (name: string, width: number, height: number, body: string): Promise<void> =>
  writeFile(join(FOLDER, name), drawing(width, height, body, name.replace('.svg', '')))

const work = town(4)
const other = town(9)
const copy = edited(work)
const band = work + box(0, HEIGHT * 0.9, WIDTH, HEIGHT * 0.1, '#101018')
const [ofWork, ofOther, ofCopy, ofBand] = await Promise.all([work, other, copy, band].map(fingerprintOf))
await media.close()
await temporary.remove()
const codeOf = (fingerprint: MediaFingerprint | undefined): Uint8Array =>
  fingerprint?.views[0]?.codes ?? new Uint8Array(32)
const bits = (a: Uint8Array, b: Uint8Array): number => hammingDistance(codeWords(a), 0, codeWords(b), 0)

const SMALL = 0.42
const [step, high] = [WIDTH * SMALL + 14, HEIGHT * SMALL]
let codes = ''
for (const [i, [letter, body, fingerprint]] of (
  [
    ['A', work, ofWork],
    ['B', band, ofBand],
    ['C', other, ofOther],
  ] as const
).entries()) {
  const x = 4 + i * step
  codes += panel(letter, body, x, 4, SMALL)
  codes += board(codeOf(fingerprint), i > 0 ? codeOf(ofWork) : null, x + 30, high + 34, 9)
  if (i > 0) {
    const distance = bits(codeOf(fingerprint), codeOf(ofWork))
    codes += `<text x="${x + 30}" y="${high + 200}" font-size="15">${distance} / 256</text>`
  }
}
await save('codes.svg', Math.ceil(step * 3), Math.ceil(high + 212), codes)

const [a, b] = [ofCopy?.features?.[0], ofWork?.features?.[0]]
if (!a || !b) throw new Error('the scenes have no points')
const turned = mirrorFeatures(a)
const pairs = pairFeatures(turned, b)
const alignment = alignPairs(turned, b, pairs)
if (!alignment) throw new Error('the copy was not laid on the work')
const scale = 0.7
const right = WIDTH * scale + 40
let points = panel('A', work, right, 4, scale) + panel('D', copy, 4, 4, scale)
let agreeing = 0
for (let i = 0; i < pairs.query.length; i++) {
  const [q, w] = [pairs.query[i] ?? 0, pairs.work[i] ?? 0]
  const from = [(turned.xs[q] ?? 0) / POSITION_STEPS, (turned.ys[q] ?? 0) / POSITION_STEPS] as const
  const to = [(b.xs[w] ?? 0) / POSITION_STEPS, (b.ys[w] ?? 0) / POSITION_STEPS] as const
  const [x, y] = applyTransform(alignment.transform, from[0], from[1])
  const isExplained = Math.hypot((x - to[0]) * 1.5, y - to[1]) < 0.025
  if (isExplained) agreeing++
  const line = `x1="${(4 + (1 - from[0]) * WIDTH * scale).toFixed(1)}" y1="${(4 + from[1] * HEIGHT * scale).toFixed(1)}" x2="${(right + to[0] * WIDTH * scale).toFixed(1)}" y2="${(4 + to[1] * HEIGHT * scale).toFixed(1)}"`
  points += `<line ${line} stroke="${isExplained ? '#0a7' : '#c33'}" stroke-width="${isExplained ? 0.9 : 0.7}" ${isExplained ? '' : 'stroke-dasharray="3 3"'}/>`
}
const forth = composeTransforms(alignment.transform, [-1, 0, 1, 0, 1, 0, 0, 0, 1])
const outline = (
  [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ] as const
)
  .map(([x, y]) => applyTransform(forth, x, y))
  .map(([x, y]) => `${(right + x * WIDTH * scale).toFixed(1)},${(4 + y * HEIGHT * scale).toFixed(1)}`)
points += `<polygon points="${outline.join(' ')}" fill="none" stroke="#06c" stroke-width="3"/>`
await save('points.svg', Math.ceil(right + WIDTH * scale + 4), Math.ceil(HEIGHT * scale + 26), points)

/** A film: across is the time of the copy, upwards the time of the work; each dot a pair of frames that look alike. */
const dots = (random: () => number): string => {
  const [left, bottom, side] = [34, 300, 280]
  let body = `<path d="M${left} 10V${bottom}H${left + side + 10}" fill="none" stroke="#444"/>`
  body += `<text x="${left + side - 60}" y="${bottom + 22}" font-size="15" font-weight="bold">D →</text>`
  body += `<text x="8" y="40" font-size="15" font-weight="bold">A</text><text x="10" y="24" font-size="15">↑</text>`
  const dot = (x: number, y: number, fill: string): string =>
    `<circle cx="${(left + x * side).toFixed(1)}" cy="${(bottom - y * side).toFixed(1)}" r="3" fill="${fill}"/>`
  for (let i = 0; i < 46; i++) body += dot(random(), random(), '#bbb')
  for (const [from, to, start, speed] of [
    [0.08, 0.4, 0.5, 1],
    [0.45, 0.9, 0.06, 1.25],
  ] as const) {
    for (let x = from; x <= to; x += 0.017) {
      if (random() < 0.85) body += dot(x, start + (x - from) * speed + (random() - 0.5) * 0.012, '#0a7')
    }
    const end = start + (to - from) * speed
    const place = (x: number, y: number): string => `${(left + x * side).toFixed(1)} ${(bottom - y * side).toFixed(1)}`
    body += `<path d="M${place(from, start)}L${place(to, end)}" stroke="#06c" stroke-width="1.5"/>`
    for (const [x, y] of [
      [from, start],
      [to, end],
    ] as const) {
      body += `<path d="M${place(x, y)}V${bottom}M${place(x, y)}H${left}" stroke="#06c" stroke-width="0.7" stroke-dasharray="2 3"/>`
    }
  }
  return body
}
await save('film.svg', 340, 330, dots(seeded(3)))

/** How many comparisons of right and of wrong pictures had how much evidence; heights are logarithms, a number on each column. */
const columns = (judged: readonly JudgedMatch[]): string => {
  const [left, bottom, width, most] = [20, 220, 32, 4.5]
  let body = ''
  for (let bin = 0; bin < BINS; bin++) {
    const of = judged.filter(({ evidence }) => Math.min(BINS - 1, Math.floor(evidence * BINS + 1e-9)) === bin)
    for (const [i, fill] of ['#0a7', '#c33'].entries()) {
      const count = of.filter(({ right }) => right === (i === 0)).length
      if (count === 0) continue
      const height = 12 + (Math.log10(count) * 170) / most
      const x = left + bin * (2 * width + 12) + i * width
      body += box(x, bottom - height, width - 2, height, fill)
      body += `<text x="${x + width / 2 - 1}" y="${(bottom - height - 4).toFixed(1)}" font-size="10" text-anchor="middle">${count}</text>`
    }
    const x = left + bin * (2 * width + 12)
    body += `<text x="${x - 4}" y="${bottom + 16}" font-size="11" text-anchor="middle">${(bin / BINS).toFixed(1)}</text>`
  }
  const threshold = left + CONFIDENCE_MIN * BINS * (2 * width + 12) - 5
  return `${body}<path d="M${left - 8} ${bottom}H${left + BINS * (2 * width + 12)}" stroke="#444"/><path d="M${threshold} 8V${bottom}" stroke="#06c" stroke-width="2" stroke-dasharray="5 4"/>`
}
if (judgedFile) {
  const lines = (await readFile(judgedFile, 'utf8')).split('\n').filter(Boolean)
  const judged = lines.map((line) => JSON.parse(line) as JudgedMatch).filter(({ kind }) => kind === 'image')
  await save('evidence.svg', 790, 244, columns(judged))
}
console.log(`${pairs.query.length} pairs of points, ${agreeing} on one map`)
