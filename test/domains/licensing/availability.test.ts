import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellKey, cellsOf, naiveAnswer, type Words } from '../../../bench/peers/naive-rights.ts'
import type { AvailabilityQuery, AvailableBlock, Grant, Scope } from '../../../src/domains/licensing/contract.ts'
import { type Availability, availabilityOf } from '../../../src/domains/licensing/engine/answer.ts'
import { intersect, subtract, union } from '../../../src/domains/licensing/engine/intervals.ts'
import { vocabularyOf } from '../../../src/domains/licensing/engine/vocabulary.ts'

const words: Words = {
  territories: {
    EAST: ['TH', 'VN'],
    'EU@2019-11-01': ['FR', 'GB'],
    'EU@2020-02-01': ['FR'],
    ALL: ['EAST', 'FR', 'GB'],
  },
  media: { ALL: ['VOD', 'GAME'], VOD: ['TVOD', 'AD'], AD: ['AVOD', 'FAST'] },
  languages: { pt: ['pt-BR', 'pt-PT'] },
  everyLanguage: ['pt-BR', 'pt-PT', 'en', '*'],
  lastEpisode: 4,
}
const vocabulary = vocabularyOf({
  territoryGroups: words.territories,
  mediaTree: words.media,
  languageTree: words.languages,
})
const codes = (tree: Record<string, string[]>) => fc.constantFrom(...new Set(Object.entries(tree).flat(2)))
const date = fc.integer({ min: 1, max: 7 }).map((day) => `2027-01-0${day}`)
const party = fc.constantFrom('A', 'B', 'C', 'X', 'Y')
const languages = fc.array(
  fc.record({
    tag: fc.constantFrom('*', 'pt', 'pt-BR', 'pt-PT', 'en'),
    mode: fc.constantFrom('*' as const, 'SUB' as const, 'DUB' as const),
  }),
  { minLength: 1, maxLength: 2 },
)
const window = fc.tuple(date, date).map((pair) => pair.sort())
const scopeWith = (endless: fc.Arbitrary<boolean>): fc.Arbitrary<Scope> =>
  fc
    .record({
      include: fc.array(codes(words.territories), { minLength: 1, maxLength: 2 }),
      exclude: fc.array(codes(words.territories), { maxLength: 1 }),
      media: fc.array(codes(words.media), { minLength: 1, maxLength: 2 }),
      languages,
      episodes: fc.option(
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map((pair) => pair.sort()),
      ),
      window,
      endless,
    })
    .map(({ include, exclude, episodes, window: [start = '', end = ''], endless: isEndless, ...rest }) => ({
      work: 'W',
      territories: { include, exclude },
      ...rest,
      ...(episodes ? { episodes: { from: episodes[0] ?? 1, to: episodes[1] ?? 1 } } : {}),
      start,
      end: isEndless ? null : end,
    }))
const scope = scopeWith(fc.boolean())
const exclusivity = fc.constantFrom('exclusive' as const, 'sole' as const, 'non_exclusive' as const)
const until = fc.option(fc.constantFrom('2026-12-01', '2027-02-01'))
const promise = {
  status: fc.constantFrom('open' as const, 'closed' as const),
  licensor: fc.option(party),
  holder: party,
  scope,
}
const grant: fc.Arbitrary<Omit<Grant, 'id'>> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('in' as const),
      kind: fc.constantFrom('ownership' as const, 'licence' as const),
      holder: fc.constantFrom('A', 'A', 'B'),
      licensor: fc.option(party),
      exclusivity: fc.option(exclusivity),
      sublicensable: fc.boolean(),
      terminatedOn: fc.option(date),
      scope,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('out' as const),
      status: fc.constant('active' as const),
      licensor: party,
      licensee: party,
      exclusivity,
      terminatedOn: fc.option(date),
      sublicensable: fc.boolean(),
      scope,
    }),
  },
  fc.record({
    type: fc.constant('holdback' as const),
    bindsLicensor: fc.oneof(fc.boolean(), party),
    inFavourOf: fc.option(party),
    scope,
  }),
  fc.record({ type: fc.constant('option' as const), exclusive: fc.boolean(), optionUntil: until, ...promise }),
  fc.record({ type: fc.constant('first_negotiation' as const), windowUntil: until, ...promise }),
  fc.record({ type: fc.constant('reserved' as const), holder: party, scope }),
  fc.record({ type: fc.constant('blocked' as const), scope }),
)
const grants = fc
  .array(grant, { maxLength: 6 })
  .map((list) => list.map((one, at) => ({ ...one, id: `g${at}` }) as Grant))
const query: fc.Arbitrary<AvailabilityQuery> = fc
  .record({
    actor: fc.constantFrom('A', 'A', 'A', 'B'),
    licensee: fc.option(fc.constantFrom('X', 'Y', 'A')),
    exclusivity,
    selfExploitation: fc.option(fc.boolean()),
    scope: scopeWith(fc.constant(false)),
  })
  .map((asked) => ({ ...asked, asOf: '2027-01-01' }))
  .filter((asked) => !cellsOf(asked.scope, words).next().done)

/** The cells of blocks, where each may occur once only. `given` and `asked` name the languages that are not the others. */
function cellsIn(blocks: readonly AvailableBlock[], asked: Scope, given: readonly Grant[]): Set<string> {
  const tags = [asked, ...given.map((one) => one.scope)].flatMap((one) => one.languages.map(({ tag }) => tag))
  const named = new Set([...Object.keys(words.languages), ...Object.values(words.languages).flat(), ...tags])
  const others = words.everyLanguage.filter((leaf) => leaf === '*' || !named.has(leaf))
  const withOthers = { ...words, languages: { ...words.languages, others } }
  const cells = new Set<string>()
  for (const block of blocks) {
    const languages = [...block.languages, ...(block.otherLanguages ?? []).map((mode) => ({ tag: 'others', mode }))]
    for (const cell of cellsOf(scopeOf({ ...block, languages }, asked), withOthers)) {
      if (cells.has(cellKey(cell))) throw new Error(`Twice: ${cellKey(cell)}`)
      cells.add(cellKey(cell))
    }
  }
  return cells
}
const scopeOf = ({ territories, episodes, ...block }: AvailableBlock, asked: Scope): Scope => ({
  ...block,
  work: 'W',
  territories: { include: territories, exclude: [] },
  episodes: episodes ?? asked.episodes,
})
const keysOf = (findings: Availability['reasons']) => findings.map((one) => `${one.code} ${one.grantId}`).sort()
const ask = (asked: AvailabilityQuery, given: readonly Grant[]) => availabilityOf(asked, given, vocabulary)
const out = (asked: AvailabilityQuery, block: AvailableBlock): Grant => ({
  id: `granted ${JSON.stringify(block)}`,
  type: 'out',
  status: 'active',
  licensor: asked.actor,
  licensee: 'Z',
  exclusivity: 'exclusive',
  scope: scopeOf(block, asked.scope),
})

describe('what is free', () => {
  test('is what asking each grant about each single day, country, medium, language and episode says', () => {
    let partial = 0
    fc.assert(
      fc.property(query, grants, (asked, given) => {
        const found = ask(asked, given)
        const expected = naiveAnswer(asked, given, words)
        expect(cellsIn(found.blocks, asked.scope, given)).toEqual(expected.free)
        expect(keysOf(found.reasons)).toEqual([...expected.reasons].sort())
        expect(keysOf(found.conditions)).toEqual([...expected.conditions].sort())
        const isWhole = expected.free.size === expected.asked
        const isConditional =
          expected.conditional.size > 0 && (isWhole || expected.conditional.size === expected.free.size)
        const status =
          expected.free.size === 0 ? 'unavailable' : isConditional ? 'conditional' : isWhole ? 'available' : 'partial'
        expect(found.status).toBe(status)
        if (status === 'partial') partial++
      }),
      { numRuns: 700 },
    )
    expect(partial).toBeGreaterThan(20)
  })

  test('never grows by a promise or by a licence that the actor gives', () => {
    fc.assert(
      fc.property(query, grants, grant, (asked, given, more) => {
        const one = { ...more, id: 'more' } as Grant
        const isPromise = one.type !== 'in' && one.type !== 'out'
        const isGivenAway = one.type === 'out' && one.licensor === asked.actor && one.licensee !== asked.actor
        fc.pre(isPromise || isGivenAway)
        const before = naiveAnswer(asked, given, words).free
        const after = cellsIn(ask(asked, [...given, one]).blocks, asked.scope, [...given, one])
        expect([...after].filter((cell) => !before.has(cell))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('can be granted exclusively, and then is taken for everybody else, and nothing more is', () => {
    fc.assert(
      fc.property(query, grants, (asked, given) => {
        const exclusive: AvailabilityQuery = {
          ...asked,
          exclusivity: 'exclusive',
          licensee: 'Q',
          selfExploitation: null,
        }
        const before = ask(exclusive, given)
        fc.pre(before.blocks.length > 0 && !before.blocks.some(({ otherLanguages }) => otherLanguages))
        const taken = [...given, ...before.blocks.map((block) => out(exclusive, block))]
        const after = ask({ ...exclusive, exclusivity: 'non_exclusive', licensee: 'R' }, taken)
        const again = ask({ ...exclusive, exclusivity: 'non_exclusive', licensee: 'R' }, given)
        const [free, freeBefore, granted] = [after, again, before].map(({ blocks }) =>
          cellsIn(blocks, asked.scope, given),
        )
        expect(free).toEqual(new Set([...(freeBefore ?? [])].filter((cell) => !granted?.has(cell))))
        expect(after.reasons.some(({ code }) => code === 'EXCLUSIVE_OUT')).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('does not hang on the order of the grants', () => {
    fc.assert(
      fc.property(query, grants, (asked, given) => {
        const [one, other] = [ask(asked, given), ask(asked, given.toReversed())]
        expect(cellsIn(other.blocks, asked.scope, given)).toEqual(cellsIn(one.blocks, asked.scope, given))
        expect(keysOf(other.reasons)).toEqual(keysOf(one.reasons))
      }),
      { numRuns: 100 },
    )
  })
})

test('sets of days keep the laws of sets', () => {
  const days = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 6 })), { maxLength: 5 })
    .map((pairs) => union(pairs.map(([start, length]) => [start, start + length] as const)))
  fc.assert(
    fc.property(days, days, days, (a, b, c) => {
      const both = (x: readonly number[], y: readonly number[]) => union([...pairsOf(x), ...pairsOf(y)])
      expect(both(subtract(a, b), intersect(a, b))).toEqual(a)
      expect(intersect(subtract(a, b), b)).toEqual([])
      expect(intersect(a, both(b, c))).toEqual(both(intersect(a, b), intersect(a, c)))
      expect(subtract(a, both(b, c))).toEqual(intersect(subtract(a, b), subtract(a, c)))
      expect(both(a, b)).toEqual(both(b, a))
    }),
  )
})

const pairsOf = (flat: readonly number[]): [number, number][] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? 0, flat[2 * i + 1] ?? 0])
