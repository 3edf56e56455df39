import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAvails, writeAvails } from '../../src/domains/licensing/index.ts'
import { qianyin } from '../kit/program.ts'

const folder = resolve(import.meta.dirname, '../../../shared/data/avails')
const isThere = existsSync(folder)
if (!isThere)
  console.warn('SKIPPED: ../shared/data/avails is absent, so the cases of a working marketplace were not tested')

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'qianyin-avails-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

interface Term {
  id: string
  exclusive: boolean
  medias: string[]
  territories: { include: string[]; exclude: string[] }
  start: string
  end: string
}
interface Marketplace {
  titles: Record<string, { rightsIn: Term[]; rightsOut: Term[] }>
  cases: {
    id: string
    title: string
    query: { exclusive: boolean; medias: string[]; territories: string[]; start: string; end: string }
    expected: boolean
  }[]
  territoryIso2: Record<string, string>
}

/** The cases of another marketplace in our format: its media are leaves, its mandates licences that may be passed on. */
function ours({ titles, cases, territoryIso2 }: Marketplace) {
  const codes = (names: string[]) => names.map((name) => (name === 'ALL' ? 'WORLD' : territoryIso2[name]))
  const exclusivity = (exclusive: boolean) => (exclusive ? 'exclusive' : 'non_exclusive')
  const scope = (work: string, { medias, territories, start, end }: Omit<Term, 'id' | 'exclusive'>) => ({
    work,
    territories: { include: codes(territories.include), exclude: codes(territories.exclude) },
    media: medias,
    start,
    end,
  })
  const media = Object.values(titles).flatMap(({ rightsIn, rightsOut }) => [...rightsIn, ...rightsOut])
  return {
    mediaTree: { ALL: [...new Set(media.flatMap(({ medias }) => medias))] },
    cases: cases.map(({ id, title, query }) => ({
      id,
      grants: [
        ...(titles[title]?.rightsIn ?? []).map((term) => ({
          id: term.id,
          type: 'in',
          kind: 'licence',
          holder: 'seller',
          licensor: 'producer',
          exclusivity: exclusivity(term.exclusive),
          sublicensable: true,
          scope: scope(title, term),
        })),
        ...(titles[title]?.rightsOut ?? []).map((term) => ({
          id: term.id,
          type: 'out',
          status: 'active',
          licensor: 'seller',
          licensee: 'somebody',
          exclusivity: exclusivity(term.exclusive),
          scope: scope(title, term),
        })),
      ],
      query: {
        actor: 'seller',
        licensee: 'buyer',
        exclusivity: exclusivity(query.exclusive),
        scope: scope(title, { ...query, territories: { include: query.territories, exclude: [] } }),
      },
    })),
  }
}

test.skipIf(!isThere)('all 55 cases of a working film marketplace are answered as it answers them', async () => {
  const market = JSON.parse(readFileSync(join(folder, 'availability-cases-55.json'), 'utf8')) as Marketplace
  const path = join(dir, 'cases.json')
  await writeFile(path, JSON.stringify(ours(market)))
  const { exitCode, stderr, stdout } = await qianyin(['avails', 'check', path, '--json'], { cwd: dir })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const { answers } = JSON.parse(stdout) as { answers: { id: string; status: string }[] }
  expect(answers.map(({ id, status }) => [id, status === 'available'])).toEqual(
    market.cases.map(({ id, expected }) => [id, expected]),
  )
  expect(answers).toHaveLength(55)
})

test('a file that is none ends the check in one line', async () => {
  const path = join(dir, 'bad.json')
  await writeFile(path, '{"cases": [{"id": "a\\nb"}')
  for (const [args, code] of [
    [[path], 'file_not_json'],
    [[join(dir, 'nowhere.json')], 'file_unreadable'],
    [[], 'usage'],
    [['--grant', 'A'], 'usage'],
  ] as const) {
    const run = await qianyin(['avails', 'check', ...args], { cwd: dir })
    expect(run).toMatchObject({ exitCode: 2, stdout: '' })
    expect(run.stderr).toMatch(new RegExp(`^[^\\p{Cc}]{1,1000} \\(${code}\\)\\n$`, 'u'))
  }
})

// Counted by hand; the errors are a territory that is a number or `ZZ`, and lines without a licence type.
const samples: [string, number[], number][] = [
  ['All_v1.8.xlsx', [0, 27, 38], 0],
  ['Avails_noErrors_v2.3_v1.7.2.xlsx', [16, 8], 0],
  ['Bonus_v1.9.xlsx', [2], 4],
  ['Movies_v1.7.2.xlsx', [27, 0], 0],
  ['Movies_v1.7.3.xlsx', [6], 2],
  ['Movies_v1.8.xlsx', [27], 0],
  ['TPT-test_v1.9.xlsx', [3], 0],
  ['TV_v1.7.3.xlsx', [8], 0],
  ['TV_v1.9.xlsx', [38], 0],
]
test.skipIf(!isThere).each(samples)(
  '%s of MovieLabs is read line by line, and written so that it reads the same',
  (name, rows, errors) => {
    const report = readAvails(readFileSync(join(folder, name)))
    expect(report.sheets.map((sheet) => sheet.rows)).toEqual(rows)
    expect(report.issues.filter(({ severity }) => severity === 'error')).toHaveLength(errors)
    const again = readAvails(writeAvails(report.lines))
    const values = (lines: typeof report.lines) =>
      ['Movies', 'TV'].map((kind) => lines.filter((line) => line.kind === kind).map((line) => line.values))
    expect(values(again.lines)).toEqual(values(report.lines))
  },
)
