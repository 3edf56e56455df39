import { clopperPearsonLower } from './bounds.ts'
import type { JudgedMatch } from './run-kind.ts'

const EDGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01] as const

/** One line a bin of told confidence and kind of match: how many were reported, how many of them were right, and at least which share. */
export const reliability = (judged: readonly JudgedMatch[]): string[] => {
  const lines: string[] = []
  for (const kind of new Set(judged.map((match) => match.kind))) {
    for (let i = 0; i + 1 < EDGES.length; i++) {
      const [low = 0, high = 1] = [EDGES[i], EDGES[i + 1]]
      const of = judged.filter((m) => m.kind === kind && (m.confidence ?? -1) >= low && (m.confidence ?? -1) < high)
      if (of.length === 0) continue
      const right = of.filter((m) => m.right).length
      const told = of.reduce((sum, m) => sum + (m.confidence ?? 0), 0) / of.length
      lines.push(
        `  ${kind} ${low.toFixed(2)}–${Math.min(1, high).toFixed(2)}: ${of.length}, ${right} right (${(right / of.length).toFixed(3)}, with 95 % confidence above ${clopperPearsonLower(right, of.length).toFixed(3)}; told ${told.toFixed(3)})`,
      )
    }
  }
  return lines
}
