// npm run bench:avails [-- --grants 3000]
// What it costs to say whether a right is free, beside the plain way: each cell of what was asked, and of each cell each grant.
import { parseArgs } from 'node:util'
import type { AvailabilityQuery, Grant, PromiseScope } from '../src/domains/licensing/contract.ts'
import { availabilityOf } from '../src/domains/licensing/engine/answer.ts'
import { vocabularyOf } from '../src/domains/licensing/engine/vocabulary.ts'
import { mediaTree } from '../src/domains/licensing/vocabulary/trees.ts'
import { countries } from '../src/kernel/countries.ts'
import { naiveAnswer, type Words } from './peers/naive-rights.ts'

const { values } = parseArgs({ options: { grants: { type: 'string', default: '3000' } } })
const total = Number(values.grants)
if (!Number.isInteger(total) || total < 1 || total > 50_000) throw new Error('--grants is a number from 1 to 50000')

let state = 7
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
const leaves = ['THEATRICAL', 'FREE_TV', 'PAY_TV', 'EST', 'RENTAL', 'SVOD', 'AVOD', 'FAST', 'INAPP_IAP', 'INAPP_IAA']
const tags = ['en', 'id', 'ms', 'th', 'vi', 'ja', 'ko', 'es-ES', 'pt-BR', 'ar']

const scopeOf = (): PromiseScope => {
  const year = 2020 + random(12)
  const from = 1 + random(60)
  return {
    work: 'W',
    territories: { include: Array.from({ length: 1 + random(6) }, () => pick(countries)), exclude: [] },
    media: [pick(leaves), pick(leaves)],
    languages: [{ tag: pick(tags), mode: pick(['SUB', 'DUB'] as const) }],
    ...(random(4) === 0 ? { episodes: { from, to: from + random(20) } } : {}),
    start: `${year}-0${1 + random(9)}-15`,
    end: `${year + 1 + random(3)}-0${1 + random(9)}-14`,
  }
}
const grants: Grant[] = Array.from({ length: total }, (_, i) => ({
  id: `out${i}`,
  type: 'out',
  status: 'active',
  licensor: 'S',
  licensee: `X${i % 50}`,
  exclusivity: pick(['exclusive', 'non_exclusive', 'non_exclusive', 'non_exclusive'] as const),
  scope: { ...scopeOf(), start: '2020-01-15', end: `202${6 + random(4)}-06-30` },
}))
grants.push({
  id: 'own',
  type: 'in',
  kind: 'ownership',
  holder: 'S',
  scope: {
    work: 'W',
    territories: { include: ['WORLD'], exclude: [] },
    media: ['EXPLOITATION'],
    languages: [{ tag: '*', mode: '*' }],
    start: '2020-01-01',
    end: null,
  },
})

const narrow: AvailabilityQuery = {
  actor: 'S',
  licensee: 'Y',
  exclusivity: 'exclusive',
  asOf: '2027-01-01',
  scope: {
    work: 'W',
    territories: { include: ['ID', 'MY'], exclude: [] },
    media: ['AVOD'],
    languages: [{ tag: 'id', mode: 'SUB' }],
    episodes: { from: 1, to: 80 },
    start: '2027-03-01',
    end: '2029-02-28',
  },
}
const wide: AvailabilityQuery = {
  ...narrow,
  exclusivity: 'non_exclusive',
  scope: {
    ...narrow.scope,
    territories: { include: ['WORLD'], exclude: ['CN'] },
    media: ['VOD'],
    languages: [{ tag: '*', mode: 'SUB' }],
  },
}

const vocabulary = vocabularyOf()
const words: Words = {
  territories: { WORLD: [...countries] },
  media: Object.fromEntries(Object.entries(mediaTree).map(([node, children]) => [node, [...children]])),
  languages: {},
  everyLanguage: [...tags, '*'],
  lastEpisode: 100,
}

function milliseconds(runs: number, work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const started = performance.now()
    work()
    return performance.now() - started
  })
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}

const engine = milliseconds(50, () => availabilityOf(narrow, grants, vocabulary))
const world = milliseconds(10, () => availabilityOf(wide, grants, vocabulary))
const naive = milliseconds(1, () => naiveAnswer(narrow, grants, words))
console.log(`grants of one work                                      ${grants.length}`)
console.log(`exclusive AVOD in two countries for two years    engine ${engine.toFixed(2)} ms`)
console.log(`                                                 naive  ${naive.toFixed(0)} ms`)
console.log(`                                                 ratio  ${(naive / engine).toFixed(0)}`)
console.log(`VOD worldwide but one, any subtitles             engine ${world.toFixed(1)} ms`)
