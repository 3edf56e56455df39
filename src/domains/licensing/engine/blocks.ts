import { type AvailableBlock, type LanguageMode, type LanguageUse, languageModes, type Scope } from '../contract.ts'
import { dateOf } from './calendar.ts'
import { otherLanguage, type Space } from './space.ts'

/** A part of a space by the numbers of its elements, all ends belong. */
export interface Piece {
  territories: readonly number[]
  media: readonly number[]
  languages: readonly number[]
  fromEpisode: number
  toEpisode: number
  startDay: number
  endDay: number
}

type Listed = 'territories' | 'media' | 'languages'

/** Disjoint pieces as few disjoint blocks, as a person would write them: one block where only one list differs. */
export function blocksOf(pieces: readonly Piece[], space: Space, asked: Scope): AvailableBlock[] {
  let few = [...pieces]
  for (let before = Number.POSITIVE_INFINITY; few.length < before; ) {
    before = few.length
    for (const which of ['languages', 'media', 'territories'] as const) few = mergeLists(few, which)
    few = mergeRuns(few, 'fromEpisode', 'toEpisode')
    few = mergeRuns(few, 'startDay', 'endDay')
  }
  return few.map((piece) => blockOf(piece, space, asked)).sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

const orderOf = ({ start, territories, media }: AvailableBlock) => `${start} ${territories.join()} ${media.join()}`

const keyWithout = (piece: Piece, ...left: (keyof Piece)[]): string =>
  (['territories', 'media', 'languages', 'fromEpisode', 'toEpisode', 'startDay', 'endDay'] as const)
    .map((name) => (left.includes(name) ? '' : String(piece[name])))
    .join('|')

function mergeLists(pieces: readonly Piece[], which: Listed): Piece[] {
  const merged = new Map<string, Piece>()
  for (const piece of pieces) {
    const key = keyWithout(piece, which)
    const known = merged.get(key)
    merged.set(key, known ? { ...known, [which]: [...known[which], ...piece[which]].sort((a, b) => a - b) } : piece)
  }
  return [...merged.values()]
}

function mergeRuns(pieces: readonly Piece[], from: 'fromEpisode' | 'startDay', to: 'toEpisode' | 'endDay'): Piece[] {
  const rows = Map.groupBy(pieces, (piece) => keyWithout(piece, from, to))
  return [...rows.values()].flatMap((row) => {
    const out: Piece[] = []
    for (const piece of row.sort((a, b) => a[from] - b[from])) {
      const last = out.at(-1)
      if (last && last[to] + 1 === piece[from]) out[out.length - 1] = { ...last, [to]: piece[to] }
      else out.push(piece)
    }
    return out
  })
}

function blockOf(piece: Piece, space: Space, asked: Scope): AvailableBlock {
  const { from, to } = asked.episodes ?? { from: 1, to: null }
  const areAllEpisodes = piece.fromEpisode === from && piece.toEpisode === (to ?? Number.POSITIVE_INFINITY)
  const end = Number.isFinite(piece.toEpisode) ? piece.toEpisode : null
  const languages = languagesOf(piece, space, asked)
  return {
    territories: piece.territories.map((at) => space.territories[at] ?? ''),
    media: piece.media.map((at) => space.media[at] ?? ''),
    languages: languages.uses,
    ...(languages.others.length > 0 ? { otherLanguages: languages.others } : {}),
    ...(areAllEpisodes ? {} : { episodes: { from: piece.fromEpisode, to: end } }),
    start: dateOf(piece.startDay) ?? '',
    end: dateOf(piece.endDay),
  }
}

function languagesOf(piece: Piece, space: Space, asked: Scope): { uses: LanguageUse[]; others: LanguageMode[] } {
  if (piece.languages.length === space.languages.length) return { uses: asked.languages, others: [] }
  const cells = piece.languages.flatMap((at) => space.languages[at] ?? [])
  const byLeaf = Map.groupBy(cells, ({ leaf }) => leaf)
  const uses = [...byLeaf]
    .filter(([leaf]) => leaf !== otherLanguage)
    .flatMap(([tag, modes]): LanguageUse[] =>
      modes.length === languageModes.length ? [{ tag, mode: '*' }] : modes.map(({ mode }) => ({ tag, mode })),
    )
  return { uses, others: (byLeaf.get(otherLanguage) ?? []).map(({ mode }) => mode) }
}
