import { expect, test } from 'vitest'
import { answerOf, checkFile } from '../../../src/domains/licensing/index.ts'

const everything = { tag: '*', mode: '*' }
const scope = (change: object = {}) => ({
  work: 'W',
  territories: { include: ['TH'] },
  media: ['SVOD'],
  languages: [everything],
  start: '2027-01-01',
  end: '2027-12-31',
  ...change,
})
const own = (change: object = {}) => ({
  id: 'IN',
  type: 'in',
  kind: 'ownership',
  holder: 'S',
  scope: scope({ territories: { include: ['WORLD'] }, media: ['ALL_RIGHTS'], start: '2020-01-01', end: null }),
  ...change,
})
const licence = (change: object = {}) => own({ kind: 'licence', licensor: 'P', exclusivity: 'exclusive', ...change })
const out = (change: object = {}) => ({
  id: 'OUT',
  type: 'out',
  status: 'active',
  licensor: 'S',
  licensee: 'X',
  exclusivity: 'exclusive',
  scope: scope(),
  ...change,
})
const promise = (type: string, change: object = {}) => ({
  id: 'P',
  type,
  licensor: 'S',
  holder: 'X',
  scope: scope(),
  ...change,
})
const query = (change: object = {}) => ({
  actor: 'S',
  licensee: 'Y',
  exclusivity: 'exclusive',
  asOf: '2026-06-01',
  scope: scope(),
  ...change,
})

/** `status`, then each reason and condition, then each block by what it says of `show`. */
function answer(grants: object[], asked: object = query(), words: object = {}): string {
  const file = { ...words, cases: [{ id: 'c', grants, query: asked }] }
  const [one] = checkFile(JSON.stringify(file), '2026-06-01')
  if (!one) throw new Error('no answer')
  const { status, availableBlocks, reasons, conditions } = answerOf(one)
  const why = reasons.map(({ code, grantId }) => `${code}:${grantId}`).sort()
  const until = conditions.map(({ code, grantId }) => `if ${code}:${grantId}`)
  const blocks = availableBlocks.map(
    ({ territories, media, languages, episodes, start, end }) =>
      `${territories} ${media} ${languages.map(({ tag, mode }) => `${tag}/${mode}`)}${episodes ? ` ${episodes.from}-${episodes.to}` : ''} ${start}..${end}`,
  )
  return [status, ...why, ...until, ...blocks].join(' | ')
}
const whole = (status = 'available') => `${status} | TH SVOD */* 2027-01-01..2027-12-31`

const tree = { languageTree: { pt: ['pt-BR', 'pt-PT'] } }
const sub = (tag: string) => ({ languages: [{ tag, mode: 'SUB' }] })
const eu = {
  territoryGroups: {
    'EU@2019-11-01': { name: 'EU of 28', members: ['FR', 'GB'] },
    'EU@2020-02-01': { name: 'EU of 27', members: ['FR'] },
  },
}
const inEu = (code: string) => scope({ territories: { include: [code] } })

test.each<[string, string, string]>([
  ['an owner grants what nobody has', answer([own()]), whole()],
  ['silence is no licence', answer([]), 'unavailable | NO_RIGHTS_IN:null'],
  [
    'an exclusive licence keeps everybody out',
    answer([own(), out()], query({ exclusivity: 'non_exclusive' })),
    'unavailable | EXCLUSIVE_OUT:OUT',
  ],
  ['its own licensee is not kept out by it', answer([own(), out({ licensee: 'Y' })]), whole()],
  [
    'a licence out that lasts into the request leaves the rest, from the next day',
    answer([own(), out({ scope: scope({ end: '2027-06-30' }) })]),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD */* 2027-07-01..2027-12-31',
  ],
  [
    'one that starts on the last day takes that day',
    answer([own(), out({ scope: scope({ start: '2027-12-31', end: null }) })]),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD */* 2027-01-01..2027-12-30',
  ],
  [
    '29 February is a day of its own',
    answer(
      [own(), out({ scope: scope({ start: '2028-03-01', end: null }) })],
      query({ scope: scope({ start: '2028-02-28', end: '2028-03-01' }) }),
    ),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD */* 2028-02-28..2028-02-29',
  ],
  [
    'a terminated licence holds until its last day',
    answer([own(), out({ status: 'terminated', terminatedOn: '2027-03-31' })]),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD */* 2027-04-01..2027-12-31',
  ],
  [
    'a back-dated licence does not undo what was used',
    answer(
      [
        own(),
        out({ exclusivity: 'non_exclusive', status: 'terminated', terminatedOn: '2027-02-28', signedOn: '2026-12-01' }),
      ],
      query({ signedOn: '2027-05-01', asOf: '2027-05-01' }),
    ),
    'partial | NONEXCLUSIVE_OUT:OUT | TH SVOD */* 2027-03-01..2027-12-31',
  ],
  [
    'a non-exclusive licence keeps out only who would be alone',
    answer([own(), out({ exclusivity: 'non_exclusive' })], query({ exclusivity: 'non_exclusive' })),
    whole(),
  ],
  [
    'and a sole licence too',
    answer([own(), out({ exclusivity: 'non_exclusive' })], query({ exclusivity: 'sole' })),
    'unavailable | NONEXCLUSIVE_OUT:OUT',
  ],
  [
    'a sole licence keeps third parties out',
    answer([own(), out({ exclusivity: 'sole' })], query({ exclusivity: 'non_exclusive' })),
    'unavailable | SOLE_OUT:OUT',
  ],
  [
    'but not the licensor',
    answer(
      [own(), out({ exclusivity: 'sole' })],
      query({ exclusivity: 'non_exclusive', licensee: 'S', selfExploitation: true }),
    ),
    whole(),
  ],
  [
    'whom an exclusive one keeps out',
    answer([own(), out()], query({ exclusivity: 'non_exclusive', selfExploitation: true })),
    'unavailable | EXCLUSIVE_OUT:OUT',
  ],
  [
    'who holds too little gives no more',
    answer([licence({ exclusivity: 'non_exclusive', sublicensable: true })]),
    'unavailable | EXCLUSIVITY_EXCEEDS_RIGHTS_IN:IN',
  ],
  [
    'who may not sub-license does not',
    answer([licence({ sublicensable: false })]),
    'unavailable | SUBLICENSE_NOT_PERMITTED:IN',
  ],
  ['but may use it', answer([licence({ sublicensable: false })], query({ selfExploitation: true })), whole()],
  [
    'a licence out is its licensee’s right in',
    answer([own(), out({ licensee: 'D', sublicensable: true })], query({ actor: 'D' })),
    whole(),
  ],
  [
    'and two of them cover together',
    answer([
      licence({ id: 'I1', sublicensable: true, scope: scope({ end: '2027-05-31' }) }),
      licence({ id: 'I2', sublicensable: true, scope: scope({ start: '2027-06-01' }) }),
    ]),
    whole(),
  ],
  [
    'rights that end earlier leave a part',
    answer([licence({ sublicensable: true, scope: scope({ end: '2027-05-31' }) })]),
    'partial | NO_RIGHTS_IN:null | TH SVOD */* 2027-01-01..2027-05-31',
  ],
  [
    'a holdback keeps out even what is not exclusive',
    answer(
      [own(), promise('holdback', { bindsLicensor: true, inFavourOf: 'X' })],
      query({ exclusivity: 'non_exclusive' }),
    ),
    'unavailable | HOLDBACK:P',
  ],
  ['another licensor’s does not bind', answer([own(), promise('holdback', { bindsLicensor: 'Q' })]), whole()],
  [
    'an event that is dated ends it when its lag is over',
    answer([
      own(),
      promise('holdback', {
        bindsLicensor: 'S',
        trigger: { event: 'PREMIERE', territory: 'TH', media: 'THEATRICAL', date: '2027-01-31', lag: 'P1M' },
        scope: scope({ end: null }),
      }),
    ]),
    'partial | HOLDBACK:P | TH SVOD */* 2027-02-28..2027-12-31',
  ],
  [
    'one without a date holds it all',
    answer([
      own(),
      promise('holdback', {
        bindsLicensor: true,
        trigger: { event: 'PREMIERE', date: null, lag: 'P90D' },
        scope: scope({ end: null }),
      }),
    ]),
    'unavailable | HOLDBACK_PENDING_EVENT:P',
  ],
  [
    'an option keeps others out',
    answer([own(), promise('option', { status: 'open', exclusive: true, optionUntil: '2026-06-01' })]),
    'unavailable | OPTION_HELD:P',
  ],
  [
    'until it has lapsed',
    answer([own(), promise('option', { status: 'open', exclusive: true, optionUntil: '2026-05-31' })]),
    whole(),
  ],
  ['its holder it keeps in', answer([own(), promise('option', { holder: 'Y' })]), whole()],
  [
    'first negotiation is a condition',
    answer([own(), promise('first_negotiation', { windowUntil: '2026-08-01' })]),
    'conditional | if FIRST_NEGOTIATION:P | TH SVOD */* 2027-01-01..2027-12-31',
  ],
  ['until its window closes', answer([own(), promise('first_negotiation', { windowUntil: '2026-05-31' })]), whole()],
  [
    'what the owner reserves, others do not get',
    answer([own(), promise('reserved', { holder: 'S' })]),
    'unavailable | RESERVED:P',
  ],
  [
    'a parent medium is asked by its leaves',
    answer([own(), out({ scope: scope({ media: ['AD_SUPPORTED'] }) })], query({ scope: scope({ media: ['VOD'] }) })),
    'partial | EXCLUSIVE_OUT:OUT | TH EST,RENTAL,SVOD */* 2027-01-01..2027-12-31',
  ],
  [
    'exploitation holds no derivative',
    answer(
      [licence({ sublicensable: true, scope: scope({ media: ['EXPLOITATION'] }) })],
      query({ scope: scope({ media: ['REMAKE'] }) }),
    ),
    'unavailable | NO_RIGHTS_IN:null',
  ],
  [
    'CN holds neither HK nor MO nor TW',
    answer(
      [own(), out({ scope: scope({ territories: { include: ['CN'] } }) })],
      query({ scope: scope({ territories: { include: ['CN', 'HK', 'MO', 'TW'] } }) }),
    ),
    'partial | EXCLUSIVE_OUT:OUT | HK,MO,TW SVOD */* 2027-01-01..2027-12-31',
  ],
  [
    'worldwide except is what is left',
    answer(
      [own(), out({ scope: scope({ territories: { include: ['WORLD'], exclude: ['M49:035'] } }) })],
      query({ scope: scope({ territories: { include: ['TH', 'FR'] } }) }),
    ),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD */* 2027-01-01..2027-12-31',
  ],
  [
    'a group is what it was on its day',
    answer([own(), out({ scope: inEu('EU@2019-11-01') })], query({ scope: inEu('GB') }), eu),
    'unavailable | EXCLUSIVE_OUT:OUT',
  ],
  [
    'without a day, on that of the grant',
    answer([own(), out({ signedOn: '2021-01-01', scope: inEu('EU') })], query({ scope: inEu('EU@2019-11-01') }), eu),
    'partial | EXCLUSIVE_OUT:OUT | GB SVOD */* 2027-01-01..2027-12-31',
  ],
  [
    'a language covers those beneath it',
    answer([own(), out({ scope: scope(sub('pt-BR')) })], query({ scope: scope(sub('pt')) }), tree),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD pt-PT/SUB 2027-01-01..2027-12-31',
  ],
  [
    'subtitles are not dubs',
    answer(
      [own(), out({ scope: scope(sub('en')) })],
      query({ scope: scope({ languages: [{ tag: 'EN', mode: '*' }] }) }),
    ),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD en/ORIGINAL,en/DUB 2027-01-01..2027-12-31',
  ],
  [
    'a season holds no later episodes',
    answer(
      [licence({ sublicensable: true, scope: scope({ episodes: { from: 1, to: 80 } }) })],
      query({ scope: scope({ episodes: { from: 61, to: 100 } }) }),
    ),
    'partial | NO_RIGHTS_IN:null | TH SVOD */* 61-80 2027-01-01..2027-12-31',
  ],
  [
    'without end is without end',
    answer([own(), out()], query({ scope: scope({ end: null }) })),
    'partial | EXCLUSIVE_OUT:OUT | TH SVOD */* 2028-01-01..null',
  ],
  [
    'an instant is a day of each territory',
    answer(
      [own()],
      query({ scope: scope({ territories: { include: ['CN', 'US'] }, start: '2027-01-01T00:00:00+08:00' }) }),
    ),
    'available | US SVOD */* 2026-12-31..2027-12-31 | CN SVOD */* 2027-01-01..2027-12-31',
  ],
])('%s', (_what, found, expected) => expect(found).toBe(expected))

const refusal = (file: unknown) => {
  try {
    checkFile(typeof file === 'string' ? file : JSON.stringify(file), '2026-06-01')
  } catch (error) {
    const { code, issues } = error as { code: string; issues: { path: string; message: string }[] }
    return [code, ...issues.map(({ path, message }) => `${path} ${message}`)].join(' ')
  }
  return 'accepted'
}
const asking = (change: object, words: object = {}) => ({
  ...words,
  cases: [{ id: 'c', grants: [own()], query: query({ scope: scope(change) }) }],
})

test.each<[string, unknown, string]>([
  ['no JSON', '{"cases": [', 'file_not_json'],
  ['no cases', {}, 'input_invalid cases'],
  [
    'a window that ends before it starts',
    asking({ end: '2026-12-31' }),
    'input_invalid cases.0.query.scope.end dates_reversed',
  ],
  ['a day that is none', asking({ end: '2027-02-29' }), 'input_invalid cases.0.query.scope.end date_wrong'],
  [
    'a territory that is no more',
    asking({ territories: { include: ['AN'] } }),
    'input_invalid cases.0.query.scope.territories.include.0 territory_unknown',
  ],
  [
    'a medium that is not in the tree',
    asking({ media: ['RADIO'] }),
    'input_invalid cases.0.query.scope.media.0 media_unknown',
  ],
  ['territories that leave none', asking({ territories: { include: ['TH'], exclude: ['M49:035'] } }), 'request_empty'],
  ['a tree that bites its tail', asking({}, { mediaTree: { VOD: ['SVOD'], SVOD: ['VOD'] } }), 'tree_circular'],
  [
    'a group within itself',
    asking({}, { territoryGroups: { A: { members: ['B'] }, B: { members: ['A'] } } }),
    'tree_circular',
  ],
  [
    'episodes the wrong way',
    asking({ episodes: { from: 3, to: 2 } }),
    'input_invalid cases.0.query.scope.episodes episodes_reversed',
  ],
  [
    'a licence terminated on no day',
    { cases: [{ id: 'c', grants: [out({ status: 'terminated' })], query: query() }] },
    'input_invalid cases.0.grants.0.terminatedOn',
  ],
  [
    'a grant twice',
    { cases: [{ id: 'c', grants: [own(), own()], query: query() }] },
    'input_invalid cases.0.grants.1.id id_twice',
  ],
])('%s is refused', (_what, file, expected) => expect(refusal(file)).toContain(expected))

test('a question that the grants cut into millions of parts is refused, not answered forever', () => {
  const codes = ['TH', 'VN', 'ID', 'MY', 'SG', 'PH', 'FR', 'DE', 'IT', 'ES', 'US', 'CA', 'BR', 'AR', 'JP', 'KR']
  const grants = Array.from({ length: 1000 }, (_, i) =>
    out({
      id: `o${i}`,
      exclusivity: 'non_exclusive',
      scope: scope({
        territories: { include: codes.filter((_code, at) => (i * 2654435761) & (1 << at)).concat('CN') },
        media: ['ALL_RIGHTS'],
        languages: Array.from({ length: 8 }, (_tag, at) => ({ tag: `x-l${(i * 7 + at * 13) % 400}`, mode: 'SUB' })),
        episodes: { from: 1 + (i % 900), to: 1000 },
      }),
    }),
  )
  const asked = query({
    scope: scope({ territories: { include: [...codes, 'CN'] }, media: ['ALL_RIGHTS'], languages: [everything] }),
  })
  expect(refusal({ cases: [{ id: 'c', grants: [own(), ...grants], query: asked }] })).toBe('question_too_complex')
})
