import type { MediaKind } from '../../src/ports/media.ts'
import type { Copy, Piece } from '../edits/edit.ts'
import type { Found, FoundSegment } from '../peers/peer.ts'

const IOU_MIN = 0.5

/** One copy and what every matcher said of it. `found` follows the order of the matchers; null where it was not asked. */
export interface Query {
  kind: MediaKind
  group: string
  edit: string
  source: string
  copy: Copy
  found: (Found[] | null)[]
}

export interface EditScore {
  edit: string
  group: string
  copies: number
  /** Works that copies show. */
  wanted: number
  found: number
  /** Found with a score above that of every false match of this matcher and kind. */
  foundAboveFalse: number
  /** Segments at IoU 0.5 in both time lines; NaN where the matcher tells none. */
  f1: number
  falseSegments: number
  /** Median error of all ends, seconds or characters; NaN when none was right. */
  endErrorMedian: number
}

export interface MatcherScore {
  edits: EditScore[]
  comparisons: number
  /** A copy and a work that is not in it, reported. */
  falseMatches: { query: Query; found: Found }[]
  scoreAboveFalse: number
}

const overlap = (aStart: number, aEnd: number, bStart: number, bEnd: number): number => {
  const shared = Math.min(aEnd, bEnd) - Math.max(aStart, bStart)
  const all = Math.max(aEnd, bEnd) - Math.min(aStart, bStart)
  return all > 0 ? Math.max(0, shared) / all : 0
}

const isSame = (piece: Piece, segment: FoundSegment): boolean =>
  overlap(piece.queryStart, piece.queryEnd, segment.queryStart, segment.queryEnd) >= IOU_MIN &&
  overlap(piece.workStart, piece.workEnd, segment.workStart, segment.workEnd) >= IOU_MIN

const endErrors = (piece: Piece, segment: FoundSegment): number[] => [
  Math.abs(piece.queryStart - segment.queryStart),
  Math.abs(piece.queryEnd - segment.queryEnd),
  Math.abs(piece.workStart - segment.workStart),
  Math.abs(piece.workEnd - segment.workEnd),
]

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

export const wantedWorks = ({ copy }: Query): string[] => [...new Set(copy.pieces.map(({ work }) => work))]

const isFalse = ({ copy }: Query, { work }: Found): boolean =>
  !copy.pieces.some((piece) => piece.work === work) && !copy.also.includes(work)

const scoreEdit = (queries: readonly Query[], matcher: number, scoreAboveFalse: number): EditScore => {
  let wanted = 0
  let found = 0
  let foundAboveFalse = 0
  let right = 0
  let told = 0
  let pieces = 0
  let tells = true
  const errors: number[] = []
  for (const query of queries) {
    const answers = query.found[matcher] ?? []
    for (const work of wantedWorks(query)) {
      wanted++
      const answer = answers.find((one) => one.work === work && !one.aside)
      if (answer) found++
      if (answer && answer.score > scoreAboveFalse) foundAboveFalse++
    }
    pieces += query.copy.pieces.length
    const open = [...query.copy.pieces]
    for (const answer of answers) {
      if (query.copy.also.includes(answer.work)) continue
      if (!answer.segments) tells = false
      for (const segment of answer.segments ?? []) {
        told++
        const at = open.findIndex((piece) => piece.work === answer.work && isSame(piece, segment))
        const piece = open[at]
        if (!piece) continue
        open.splice(at, 1)
        right++
        errors.push(...endErrors(piece, segment))
      }
    }
  }
  const [first] = queries
  return {
    edit: first?.edit ?? '',
    group: first?.group ?? '',
    copies: queries.length,
    wanted,
    found,
    foundAboveFalse,
    f1: tells && first?.kind !== 'image' ? (2 * right) / Math.max(1, told + pieces) : Number.NaN,
    falseSegments: told - right,
    endErrorMedian: median(errors),
  }
}

/** Scores of one matcher over copies of one kind. `works` is how many were registered. */
export const scoreMatcher = (queries: readonly Query[], matcher: number, works: number): MatcherScore => {
  const asked = queries.filter((query) => query.found[matcher])
  const falseMatches = asked.flatMap((query) =>
    (query.found[matcher] ?? []).filter((found) => isFalse(query, found)).map((found) => ({ query, found })),
  )
  const scoreAboveFalse = falseMatches.reduce((max, { found }) => Math.max(max, found.score), Number.NEGATIVE_INFINITY)
  const edits = [...new Set(asked.map(({ edit }) => edit))].map((edit) =>
    scoreEdit(
      asked.filter((query) => query.edit === edit),
      matcher,
      scoreAboveFalse,
    ),
  )
  return { edits, comparisons: asked.length * works, falseMatches, scoreAboveFalse }
}
