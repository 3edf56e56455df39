/**
 * Fits how evidence becomes confidence, and says whether it holds. `npm run bench:match -- --judged FILE` writes what it reads.
 * `node bench/calibrate.ts --fit TUNE.jsonl` writes the product's calibration; with `--check HELD.jsonl`, also alone, it prints for
 * each degree of confidence how many comparisons there were and how many of them were right.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { calibratedConfidence } from '../src/domains/fingerprints/calibration.ts'
import { CALIBRATION, type Calibration } from '../src/domains/fingerprints/calibration-data.ts'
import { CONFIDENCE_MIN } from '../src/domains/fingerprints/confidence.ts'
import type { MediaKind } from '../src/ports/media.ts'
import { clopperPearsonLower } from './match/bounds.ts'
import { fitSteps } from './match/isotonic.ts'
import type { JudgedMatch } from './match/run-kind.ts'

const DATA = join(import.meta.dirname, '../src/domains/fingerprints/calibration-data.ts')
/** Of kinds with fewer reported comparisons to learn from nothing is claimed. */
const REPORTED_MIN = 100
const EDGES = [0, 0.8, 0.9, 0.95, 0.98, 1] as const

const { values } = parseArgs({ options: { fit: { type: 'string' }, check: { type: 'string' } } })
if (!values.fit && !values.check) {
  console.error('usage: node bench/calibrate.ts [--fit TUNE.jsonl] [--check HELD.jsonl]')
  process.exit(2)
}

const judgedIn = async (path: string): Promise<JudgedMatch[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JudgedMatch)
    .filter(({ quotation }) => !quotation)

const fitted = (judged: readonly JudgedMatch[], measuredOn: string): Calibration => {
  const kinds: Calibration['kinds'] = { ...CALIBRATION.kinds }
  for (const kind of new Set(judged.map((one) => one.kind))) {
    const reported = judged.filter((one) => one.kind === kind && one.evidence >= CONFIDENCE_MIN)
    if (reported.length < REPORTED_MIN) {
      console.log(`${kind}: ${reported.length} reported comparisons are too few, left as it was`)
      continue
    }
    const steps = fitSteps(reported)
    kinds[kind] = steps
    for (const { evidence, confidence, right, wrong } of steps)
      console.log(`${kind}: evidence from ${evidence}: ${right} right, ${wrong} wrong, confidence ${confidence}`)
  }
  return { version: `qianyin-confidence-${measuredOn}`, measuredOn, kinds }
}

/** The reported comparisons of one kind by the confidence that their evidence gives. */
const checkLines = (judged: readonly JudgedMatch[], kind: MediaKind, calibration: Calibration): string[] => {
  const told = judged
    .filter((one) => one.kind === kind && one.evidence >= CONFIDENCE_MIN)
    .map(({ evidence, right }) => ({ evidence, right, confidence: calibratedConfidence(kind, evidence, calibration) }))
  const line = (name: string, of: typeof told): string => {
    const right = of.filter((one) => one.right).length
    const mean = of.reduce((sum, one) => sum + one.confidence, 0) / of.length
    return `| ${name} | ${of.length} | ${mean.toFixed(3)} | ${right} | ${(right / of.length).toFixed(3)} | ${clopperPearsonLower(right, of.length).toFixed(3)} |`
  }
  const bins = EDGES.slice(0, -1).flatMap((low, i) => {
    const high = EDGES[i + 1] ?? 1
    const of = told.filter(({ confidence }) => confidence >= low && confidence < high)
    return of.length > 0 ? [line(`${low}–${high}`, of)] : []
  })
  return [
    `\n## ${kind}\n`,
    '| confidence | matches | told, mean | right | share right | at least, 95 % |',
    '| --- | --- | --- | --- | --- | --- |',
    ...bins,
    ...(told.length > 0 ? [line('all', told)] : []),
  ]
}

let calibration = CALIBRATION
if (values.fit) {
  calibration = fitted(await judgedIn(values.fit), new Date().toISOString().slice(0, 10))
  const before = await readFile(DATA, 'utf8')
  const at = before.indexOf('export const CALIBRATION')
  const text = `export const CALIBRATION: Calibration = ${JSON.stringify(calibration, null, 2)}\n`
  await writeFile(DATA, before.slice(0, at) + text.replaceAll(/"(\w+)":/g, '$1:').replaceAll('"', "'"))
  console.log('written; npm run format brings it into form')
}
if (values.check) {
  const judged = await judgedIn(values.check)
  console.log(
    `${calibration.version}, measured on ${calibration.measuredOn}, checked on ${values.check.split('/').at(-1)}`,
  )
  for (const kind of new Set(judged.map((one) => one.kind)))
    console.log(checkLines(judged, kind, calibration).join('\n'))
}
