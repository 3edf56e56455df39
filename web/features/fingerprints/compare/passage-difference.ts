import { DIFF_DELETE, DIFF_INSERT, diff, diffCleanupSemantic } from 'diff-match-patch-es'

export interface Piece {
  text: string
  /** The other side has nothing like it there. */
  differs: boolean
}

/** Passages that differ in nearly everything take long; what is left then is told as one difference. */
const TIMEOUT_SECONDS = 1

/** Words of scripts that have spaces between them, and each other character by itself. */
const unitsOf = (text: string): string[] => text.match(/[\p{Script=Latin}\p{M}\p{Nd}'’-]+|\s+|./gsu) ?? []

/**
 * What differs between the two sides of a passage of up to 10,000 characters each, word by word or, in Chinese, character by
 * character (Myers, An O(ND) Difference Algorithm, 1986). Small islands of likeness in what differs are counted to it.
 */
export const passageDifference = (query: string, work: string): { query: Piece[]; work: Piece[] } => {
  // The library compares characters: each different unit is one of them for the time being.
  const units: string[] = ['']
  const numbers = new Map<string, number>()
  const encode = (text: string): string =>
    unitsOf(text)
      .map((unit) => {
        const number = numbers.get(unit) ?? units.push(unit) - 1
        numbers.set(unit, number)
        return String.fromCharCode(number)
      })
      .join('')
  const differences = diff(encode(query), encode(work), { diffTimeout: TIMEOUT_SECONDS })
  diffCleanupSemantic(differences)
  const sides: { query: Piece[]; work: Piece[] } = { query: [], work: [] }
  for (const [operation, encoded] of differences) {
    const text = [...encoded].map((character) => units[character.charCodeAt(0)]).join('')
    if (operation !== DIFF_INSERT) sides.query.push({ text, differs: operation === DIFF_DELETE })
    if (operation !== DIFF_DELETE) sides.work.push({ text, differs: operation === DIFF_INSERT })
  }
  return sides
}
