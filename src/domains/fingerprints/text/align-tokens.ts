import { isCommon } from './tokenize-text.ts'

/** Scores in quarters of an agreeing token. */
export const AGREES = 4
export const AGREES_COMMON = 2
const DIFFERS = 3
const MISSING = 3
/** An extension ends where it has lost this much against its best: 16 tokens in a row that differ. */
const DROP_MAX = 48

/** How far two token sequences agree from a common point on. */
export interface Extension {
  queryTokens: number
  workTokens: number
  score: number
  /** Tokens that agree. */
  agreeing: number
}

const NONE: Extension = { queryTokens: 0, workTokens: 0, score: 0, agreeing: 0 }
const DEAD = -1e9

/**
 * Extends an alignment from (queryAt, workAt), those included, forwards (`step` 1) or backwards (-1), with gaps, until the score
 * falls too far below its best (gapped X-drop extension: Altschul et al., 1997). Time and memory follow the length
 * that agrees; a row is at most some 40 cells wide.
 */
export const extend = (
  query: Uint16Array,
  queryAt: number,
  work: Uint16Array,
  workAt: number,
  step: 1 | -1,
): Extension => {
  const queryRoom = step === 1 ? query.length - queryAt : queryAt + 1
  const workRoom = step === 1 ? work.length - workAt : workAt + 1
  if (queryRoom <= 0 || workRoom <= 0) return NONE
  // Column j of a row means that j tokens of the work are used; rows keep the columns from `low` on.
  let low = 0
  let scores: number[] = []
  let agreed: number[] = []
  for (let j = 0; j <= workRoom && j * MISSING <= DROP_MAX; j++) {
    scores.push(-j * MISSING)
    agreed.push(0)
  }
  let best = NONE
  for (let i = 1; i <= queryRoom; i++) {
    const token = query[queryAt + step * (i - 1)] ?? 0
    const gain = isCommon(token) ? AGREES_COMMON : AGREES
    const nextScores: number[] = []
    const nextAgreed: number[] = []
    let nextLow = -1
    let left = DEAD
    let leftAgreed = 0
    const floor = best.score - DROP_MAX
    for (let j = low; j <= workRoom; j++) {
      const above = scores[j - low] ?? DEAD
      const diagonal = j > low ? (scores[j - 1 - low] ?? DEAD) : DEAD
      if (j - low > scores.length && left === DEAD) break
      let score = above - MISSING
      let agreeing = agreed[j - low] ?? 0
      if (diagonal > DEAD) {
        const same = work[workAt + step * (j - 1)] === token
        const across = diagonal + (same ? gain : -DIFFERS)
        if (across >= score) {
          score = across
          agreeing = (agreed[j - 1 - low] ?? 0) + (same ? 1 : 0)
        }
      }
      if (left - MISSING > score) {
        score = left - MISSING
        agreeing = leftAgreed
      }
      const alive = score >= floor && score > DEAD / 2
      left = alive ? score : DEAD
      leftAgreed = agreeing
      if (alive && nextLow < 0) nextLow = j
      if (nextLow < 0) continue
      nextScores.push(left)
      nextAgreed.push(agreeing)
      if (alive && score > best.score) best = { queryTokens: i, workTokens: j, score, agreeing }
    }
    while (nextScores.length > 0 && nextScores.at(-1) === DEAD) {
      nextScores.pop()
      nextAgreed.pop()
    }
    if (nextLow < 0 || nextScores.length === 0) break
    low = nextLow
    scores = nextScores
    agreed = nextAgreed
  }
  return best
}
