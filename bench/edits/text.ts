import { readFile, writeFile } from 'node:fs/promises'
import { type Copy, type Edit, type EditContext, pick } from './edit.ts'
import { fullWidth, ocrNoise, paragraphsMoved, swapped, traditional } from './text-changes.ts'

const HOST_CHARACTERS = 800
const PASSAGE_CHARACTERS = 1200

/** The code points of a text file. */
const bodyOf = async (path: string): Promise<string[]> => [...(await readFile(path, 'utf8'))]

type Change = (passage: string, random: () => number, vocabulary: readonly string[]) => string

/** Not in the first 2,000 code points: title pages and prefaces are not what is copied. */
const passageStart = (length: number, characters: number, random: () => number): number =>
  Math.floor(Math.min(length * 0.1, 2000) + random() * Math.max(0, length * 0.9 - characters))

const edit = (name: string, change: Change, options: { characters?: number; quotation?: boolean } = {}): Edit => ({
  name,
  group: options.quotation
    ? 'quotation'
    : (options.characters ?? PASSAGE_CHARACTERS) < 300
      ? 'short passage'
      : 'passage',
  make: async ({ source, others, random, output }: EditContext): Promise<Copy> => {
    const characters = options.characters ?? PASSAGE_CHARACTERS
    const body = await bodyOf(source.path)
    const start = passageStart(body.length, characters, random)
    const passage = body.slice(start, start + characters)
    const host = pick(others, random)
    const around = await bodyOf(host.path)
    const at = passageStart(around.length, HOST_CHARACTERS * 2, random)
    const before = [...around.slice(at, at + HOST_CHARACTERS), '\n']
    const after = around.slice(at + HOST_CHARACTERS, at + 2 * HOST_CHARACTERS)
    const changed = change(passage.join(''), random, body.slice(0, 20_000))
    const path = `${output}.txt`
    await writeFile(path, `${before.join('')}${changed}\n${after.join('')}`)
    const piece = {
      work: source.key,
      queryStart: before.length,
      queryEnd: before.length + [...changed].length,
      workStart: start,
      workEnd: start + passage.length,
    }
    // A short quotation is no copy: whatever is said of it is neither missed nor wrong.
    return options.quotation ? { path, pieces: [], also: [host.key] } : { path, pieces: [piece], also: [host.key] }
  },
})

/** List 4 of the issue. Each passage stands between two stretches of another text. */
export const TEXT_EDITS: readonly Edit[] = [
  edit('word for word', (passage) => passage),
  edit('word for word, 300 characters', (passage) => passage, { characters: 300 }),
  edit('word for word, 120 characters', (passage) => passage, { characters: 120 }),
  edit('20 % of words swapped, 200 characters', (passage, random, words) => swapped(passage, 0.2, random, words), {
    characters: 200,
  }),
  edit('20 % of words swapped', (passage, random, words) => swapped(passage, 0.2, random, words)),
  edit('10 % of words swapped', (passage, random, words) => swapped(passage, 0.1, random, words)),
  edit('sentences re-ordered', (passage, random) => paragraphsMoved(passage, random)),
  edit('traditional characters', (passage) => traditional(passage)),
  edit('full width', (passage) => fullWidth(passage)),
  edit('OCR noise 3 %', (passage, random, words) => ocrNoise(passage, 0.03, random, words)),
  edit('other line breaks, no punctuation', (passage) => passage.replace(/\s+/gu, ' ').replace(/[\p{P}]/gu, '')),
  edit('quotation of 20 characters (no copy)', (passage) => passage, { characters: 20, quotation: true }),
]
