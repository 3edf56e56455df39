import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { Grant } from '../../../src/domains/licensing/contract.ts'
import { isEidr, isIsan } from '../../../src/domains/licensing/identifiers.ts'
import {
  availsOfGrants,
  grantOfAvail,
  odrlOf,
  readAvails,
  vocabularyOf,
  writeAvails,
} from '../../../src/domains/licensing/index.ts'
import { readWorkbook } from '../../../src/domains/licensing/workbook/read-workbook.ts'

const line = {
  'Avail/DisplayName': '晚潮工作室',
  'AvailTrans/Territory': 'TH',
  'AvailAsset/WorkType': 'Movie',
  'Disposition/EntryType': 'Full Extract',
  'AvailTrans/LicenseType': 'SVOD',
  'AvailTrans/Start': '2027-01-01',
  'AvailTrans/End': '2027-12-31',
  'Avail/ALID': 'night-rain',
}
const movie = (change: Record<string, string> = {}) => ({ kind: 'Movies' as const, values: { ...line, ...change } })
const codes = (...changes: Record<string, string>[]) =>
  readAvails(writeAvails(changes.map(movie)))
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ row, column, code }) => `${row} ${column} ${code}`)

test('what is exported is imported as it was, whatever the cells hold', () => {
  const text = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('=1+1', '0012', '<&">', '雨', '2027-01-01', 'TRUE'),
    )
    // A cell's ends are trimmed; what XML cannot hold, a workbook cannot.
    .map((value) => value.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|\r/gu, '').trim())
    .filter((value) => value !== '')
  const lines = fc.array(
    fc.record({
      kind: fc.constantFrom('Movies' as const, 'TV' as const),
      values: fc.dictionary(fc.constantFrom('AvailTrans/Territory', 'Avail/Note', 'AvailTrans/End', 'Own/列'), text, {
        minKeys: 1,
      }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(lines, (given) => {
      fc.pre(given.every(({ values }) => !values['Avail/DisplayName']?.startsWith('//')))
      const read = readAvails(writeAvails(given)).lines.map(({ kind, values }) => ({ kind, values }))
      const ordered = ['Movies', 'TV'].flatMap((kind) => given.filter((one) => one.kind === kind))
      expect(read).toEqual(ordered.map(({ kind, values }) => ({ kind, values: { ...values } })))
    }),
    { numRuns: 25 },
  )
})

test('a line that is wrong is named with its row and column, and its neighbours are not', () => {
  expect(codes({})).toEqual([])
  expect(
    codes(
      { 'AvailTrans/Territory': 'WORLD' },
      { 'AvailTrans/End': '2026-12-31' },
      {},
      { 'AvailTrans/Start': '2027-02-29' },
      { 'AvailTrans/StartLag': '90 days' },
      { 'AvailAsset/WorkType': '' },
      { 'Disposition/EntryType': 'Rewrite' },
    ),
  ).toEqual([
    '4 Territory territory_unknown',
    '5 End dates_reversed',
    '7 Start date_wrong',
    '8 StartLag duration_wrong',
    '9 WorkType value_missing',
    '10 EntryType entry_type_unknown',
  ])
})

test('a line becomes the right that it speaks of', () => {
  const grant = (change: Record<string, string>) => {
    const [read] = readAvails(writeAvails([movie(change)])).lines
    return read ? grantOfAvail(read) : null
  }
  expect(grant({})).toMatchObject({
    type: 'in',
    holder: '晚潮工作室',
    exclusivity: 'non_exclusive',
    scope: { end: '2027-12-31' },
  })
  expect(
    grant({ 'Avail/Licensee': 'Screen TH', 'AvailTrans/Exclusive': 'Yes', 'AvailTrans/End': 'Open' }),
  ).toMatchObject({
    type: 'out',
    licensee: 'Screen TH',
    exclusivity: 'exclusive',
    scope: { end: null, media: ['SVOD'] },
  })
  expect(grant({ 'AvailTrans/AllowedLanguages': 'th:sub, en' })).toMatchObject({
    scope: {
      languages: [
        { tag: 'th', mode: 'SUB' },
        { tag: 'en', mode: '*' },
      ],
    },
  })
  // What has no date, or ends something, is no right.
  expect(grant({ 'AvailTrans/Start': 'Theatrical', 'AvailTrans/StartLag': 'P90D' })).toBeNull()
  expect(grant({ 'Disposition/EntryType': 'Full Delete' })).toBeNull()
})

const licence: Grant = {
  id: 'A',
  type: 'out',
  status: 'terminated',
  licensor: 'S',
  licensee: 'X',
  exclusivity: 'exclusive',
  terminatedOn: '2027-02-28',
  sublicensable: true,
  scope: {
    work: 'W',
    territories: { include: ['M49:053'], exclude: ['HM'] },
    media: ['VOD'],
    languages: [{ tag: 'en', mode: 'SUB' }],
    start: '2027-01-01',
    end: '2027-12-31',
  },
}

test('grants become one line for each territory and licence type, and what no line can say is named', () => {
  const { lines, losses } = availsOfGrants([licence], vocabularyOf())
  const territories = ['AU', 'CC', 'CX', 'NF', 'NZ']
  expect(lines.map(({ values }) => `${values['AvailTrans/LicenseType']} ${values['AvailTrans/Territory']}`)).toEqual(
    ['EST', 'VOD', 'SVOD', 'AVOD'].flatMap((type) => territories.map((code) => `${type} ${code}`)),
  )
  expect(losses).toEqual([{ grantId: 'A', code: 'medium_has_no_code', what: 'FAST' }])
  const report = readAvails(writeAvails(lines))
  expect(report.issues.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(report.lines.map((one) => grantOfAvail(one))[0]).toMatchObject({
    type: 'out',
    licensee: 'X',
    exclusivity: 'exclusive',
    scope: { languages: [{ tag: 'en', mode: 'SUB' }], start: '2027-01-01', end: '2027-02-28' },
  })
})

test('a licence is an ODRL agreement whose window ends on the day after', () => {
  expect(odrlOf(licence, vocabularyOf())).toMatchObject({
    '@context': 'http://www.w3.org/ns/odrl.jsonld',
    '@type': 'Agreement',
    permission: [
      {
        action: 'distribute',
        assigner: 'urn:qianyin:party:S',
        assignee: 'urn:qianyin:party:X',
        constraint: expect.arrayContaining([
          { leftOperand: 'spatial', operator: 'isNoneOf', rightOperand: ['HM'] },
          { leftOperand: 'dateTime', operator: 'lt', rightOperand: '2027-03-01T00:00:00' },
        ]),
      },
      { action: 'grantUse' },
    ],
    obligation: [{ action: 'ensureExclusivity' }],
  })
})

const refusal = (bytes: Uint8Array, unpackedBytesMax?: number) => {
  try {
    readWorkbook(bytes, unpackedBytesMax)
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'accepted'
}

test('a workbook that is none, or that unpacks to more than anyone has, is refused', () => {
  const whole = writeAvails([movie()])
  const parts = (sheet: string) =>
    zipSync({
      'xl/workbook.xml': strToU8('<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>',
      ),
      'xl/worksheets/a.xml': strToU8(sheet),
    })
  expect(refusal(parts('<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'))).toBe(
    'accepted',
  )
  expect(refusal(new Uint8Array(1000))).toBe('workbook_broken')
  expect(refusal(whole.subarray(0, whole.length / 2))).toBe('workbook_broken')
  expect(refusal(parts('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'))).toBe('workbook_broken')
  expect(refusal(parts('<worksheet><row r="1"><c r="A1" <v>'))).toBe('workbook_broken')
  expect(refusal(parts('<worksheet><row r="0"/></worksheet>'))).toBe('workbook_broken')
  expect(refusal(parts('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'))).toBe('workbook_too_large')
  expect(refusal(zipSync({ 'xl/workbook.xml': new Uint8Array(2 ** 21) }), 2 ** 20)).toBe('workbook_too_large')
})

test('ids are known by their check characters', () => {
  const eidrs = [
    '10.5240/7791-8534-2C23-9030-8610-5',
    '10.5240/8FF3-1C20-84F5-F247-8BCD-E',
    'md:cid:eidr-s:6FE7-5382-637F-2E34-7518-O',
  ]
  expect(eidrs.map(isEidr)).toEqual([true, true, true])
  expect(isEidr('10.5240/7791-8534-2C23-9030-8610-6')).toBe(false)
  expect(isIsan('ISAN 0000-0000-D07A-0090-Q-0000-0000-X')).toBe(true)
  expect(isIsan('0000-0000-D07A-0090-R')).toBe(false)
})
