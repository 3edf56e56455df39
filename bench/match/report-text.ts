import type { Peer } from '../peers/peer.ts'
import { clopperPearsonUpper } from './bounds.ts'
import { reliability } from './reliability.ts'
import { EVIDENCE_BIN, type KindRun } from './run-kind.ts'
import { type EditScore, type MatcherScore, scoreMatcher } from './score.ts'

export interface KindReport {
  run: KindRun
  names: string[]
  notes: string[]
  scores: MatcherScore[]
}

export const reportOf = (run: KindRun, peers: readonly Peer[]): KindReport => ({
  run,
  names: ['Qianyin', ...peers.map(({ name }) => name)],
  notes: peers.map(({ name, note }) => `${name}: ${note}`),
  scores: [0, ...peers.map((_, i) => i + 1)].map((matcher) => scoreMatcher(run.queries, matcher, run.works)),
})

const share = (part: number, whole: number): string => (whole === 0 ? '—' : (part / whole).toFixed(3))
const figure = (value: number, digits: number): string => (Number.isNaN(value) ? '—' : value.toFixed(digits))

const PLACES: Record<string, string> = { text: 'characters', video: 's', audio: 's', image: '' }

/** One row an edit: what share of the works was found with no false match, and beside it what the peers find. */
const tableRows = ({ scores, run }: KindReport): string[][] => {
  const [own, ...others] = scores
  const row = (name: string, copies: number, mine: EditScore, theirs: (EditScore | undefined)[]): string[] => [
    name,
    String(copies),
    share(mine.found, mine.wanted),
    share(mine.foundAboveFalse, mine.wanted),
    ...(run.kind === 'image' ? [] : [figure(mine.f1, 3), figure(mine.endErrorMedian, run.kind === 'text' ? 0 : 2)]),
    ...theirs.map((score) => (score ? share(score.foundAboveFalse, score.wanted) : '—')),
  ]
  return (own?.edits ?? []).map((score) =>
    row(
      score.edit,
      score.copies,
      score,
      others.map(({ edits }) => edits.find(({ edit }) => edit === score.edit)),
    ),
  )
}

const tableHead = ({ names, run }: KindReport): string[] => [
  'edit',
  'copies',
  'found',
  'found, 0 false',
  ...(run.kind === 'image' ? [] : ['segment F1', `ends, ${PLACES[run.kind] ?? ''}`]),
  ...names.slice(1),
]

export const markdownTable = (report: KindReport): string => {
  const head = tableHead(report)
  const lines = [head, head.map(() => '---'), ...tableRows(report)]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Mean recall with no false match over the edits of each group, and the lowest edit in it. */
export const groupLines = ({ scores }: KindReport): string[] => {
  const edits = scores[0]?.edits ?? []
  return [...new Set(edits.map(({ group }) => group))].map((group) => {
    const of = edits.filter((edit) => edit.group === group && edit.wanted > 0)
    const recalls = of.map((edit) => edit.foundAboveFalse / edit.wanted)
    const mean = recalls.reduce((sum, value) => sum + value, 0) / Math.max(1, recalls.length)
    const least = of[recalls.indexOf(Math.min(...recalls))]?.edit ?? '—'
    return `${group}: mean ${mean.toFixed(3)}, lowest ${recalls.length > 0 ? Math.min(...recalls).toFixed(3) : '—'} (${least})`
  })
}

export const falseLines = ({ names, scores }: KindReport): string[] =>
  scores.map(({ falseMatches, comparisons, scoreAboveFalse }, i) => {
    const rate = (falseMatches.length / Math.max(1, comparisons)) * 1e6
    const bound = clopperPearsonUpper(falseMatches.length, comparisons) * 1e6
    const highest = falseMatches.length > 0 ? `, highest false score ${scoreAboveFalse.toFixed(3)}` : ''
    return `${names[i]}: ${falseMatches.length} false in ${comparisons.toLocaleString('en')} comparisons = ${rate.toFixed(2)} per million, below ${bound.toFixed(2)} with 95 % confidence${highest}`
  })

export const textReport = (report: KindReport): string => {
  const { run, notes } = report
  const lines = [
    `\n## ${run.kind}: ${run.works} works, ${run.queries.length} copies of ${run.sourcesDone} files, ${run.unregistered} of them not registered`,
    `One match takes ${run.matchMsMedian.toFixed(0)} ms (median), registering took ${run.registerSeconds.toFixed(0)} s.\n`,
    markdownTable(report),
    '',
    ...groupLines(report).map((line) => `- ${line}`),
    '',
    ...falseLines(report).map((line) => `- ${line}`),
    ...notes.map((note) => `- ${note}`),
  ]
  if (run.nearestWrong.length > 0) {
    lines.push('', 'Nearest wrong picture or frame, PDQ bits: copies')
    for (const [bits, count] of run.nearestWrong) lines.push(`  ${String(bits).padStart(3)}–${bits + 7}: ${count}`)
  }
  lines.push('', 'Strongest evidence for a wrong work, reported from 0.50: copies')
  for (const [low, count] of run.strongestWrong)
    lines.push(`  ${low.toFixed(2)}–${(low + EVIDENCE_BIN).toFixed(2)}: ${count}`)
  lines.push('', 'Confidence told: matches, of which right', ...reliability(run.judged))
  if (run.failed.length > 0)
    lines.push('', `Not made or not read: ${run.failed.length}`, ...run.failed.slice(0, 10).map((line) => `  ${line}`))
  return lines.join('\n')
}
