export interface Judged {
  evidence: number
  right: boolean
}

export interface Step {
  /** From this much evidence on. */
  evidence: number
  confidence: number
  right: number
  wrong: number
}

/** From the report threshold on; finer where most matches are. */
const EDGES: readonly number[] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98]

/** Jeffreys' estimate of a share, (right + 1/2) / (all + 1): short of 1 by what so few examples cannot exclude. */
const shareOf = ({ right, wrong }: { right: number; wrong: number }): number => (right + 0.5) / (right + wrong + 1)

/**
 * Which share of the reported comparisons was right, in steps of evidence that never fall: neighbouring steps that would fall are one
 * (pool adjacent violators: Ayer, Brunk, Ewing, Reid, Silverman, An Empirical Distribution Function for Sampling with
 * Incomplete Information, Annals of Mathematical Statistics 26, 1955).
 */
export const fitSteps = (examples: readonly Judged[]): Step[] => {
  const pooled: Omit<Step, 'confidence'>[] = []
  EDGES.forEach((evidence, i) => {
    const of = examples.filter((one) => one.evidence >= evidence && one.evidence < (EDGES[i + 1] ?? 2))
    if (of.length === 0) return
    const right = of.filter((one) => one.right).length
    let step = { evidence, right, wrong: of.length - right }
    for (let before = pooled.at(-1); before && shareOf(before) >= shareOf(step); before = pooled.at(-1)) {
      pooled.pop()
      step = { evidence: before.evidence, right: before.right + step.right, wrong: before.wrong + step.wrong }
    }
    pooled.push(step)
  })
  return pooled.map((step) => ({ ...step, confidence: Math.floor(shareOf(step) * 1000) / 1000 }))
}
