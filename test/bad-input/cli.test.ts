import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePicture } from '../kit/pictures.ts'
import { command, type Run } from '../kit/program.ts'
import { badFiles, makeBadFiles, writeSoundOnly } from './bad-files.ts'

let dir: string
let data: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'qianyin-cli-'))
  data = join(dir, 'data')
  await mkdir(data)
  await makeBadFiles(dir)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const qianyin = (...args: string[]) => command([...args, '--data', data])

const register = (...args: string[]) => qianyin('register', '--title', '夜雨', '--holder', '晚潮工作室', ...args)

function expectRefused({ exitCode, stdout, stderr }: Run, code: string): void {
  expect(stderr).toMatch(new RegExp(`^[^\\p{Cc}\\p{Cf}]{1,1000} \\(${code}\\)\\n$`, 'u'))
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
}

function count(table: string): unknown {
  const db = new Database(join(data, 'qianyin.db'), { readonly: true, timeout: 10_000 })
  try {
    return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  } finally {
    db.close()
  }
}

describe('a file that cannot be accepted', () => {
  test.each(badFiles)('$what is refused by register in one line', async ({ name, code }) => {
    const run = await register(join(dir, name))
    expectRefused(run, code)
    expect(run.stderr).toMatch(new RegExp(`^${name}: [A-Z]`))
  })

  // Both read a file in the same way, so one file for each reason is enough.
  const oneOfEach = badFiles.filter(({ code }, i) => badFiles.findIndex((other) => other.code === code) === i)
  test.each(oneOfEach.map((bad, i) => ({ ...bad, command: i % 2 === 0 ? 'match' : 'hash' })))(
    '$what is refused by $command in one line',
    async ({ command, name, code }) => expectRefused(await qianyin(command, join(dir, name), '--json'), code),
  )

  test('beside a good one keeps both from being registered', async () => {
    const good = await makePicture(dir, 1)
    expectRefused(await register(good, join(dir, 'giant.png')), 'picture_too_large')
  })
})

describe('a command that cannot be done', () => {
  test.each([
    ['a file that is not there', 'hash', 'nowhere.mp4'],
    ['a directory', 'match', 'data'],
    ['a device', 'register', '../../dev/zero'],
  ])('for %s ends in one line', async (_what, command, name) => {
    const path = name.includes('dev') ? '/dev/zero' : join(dir, name)
    expectRefused(await (command === 'register' ? register(path) : qianyin(command, path)), 'file_unreadable')
  })

  test('for a name with line breaks and turned text does not write them to the terminal', async () => {
    const path = join(dir, 'one\nFAKE: all is well\r\u202Egnp.\u001b[31mzip')
    await writeFile(path, 'PK\x03\x04not much')
    expectRefused(await register(path), 'media_type_unsupported')
    expectRefused(await qianyin('hash', `${path}.none`), 'file_unreadable')
  })

  test('for a title of 100,000 characters does not repeat it', async () => {
    const run = await qianyin('register', '--title', 'x'.repeat(100_000), '--holder', 'A', await makePicture(dir, 2))
    expectRefused(run, 'input_invalid')
    expect(run.stderr).toContain('title')
  })

  test.each([
    ['a date that is none', 'yesterday', 'input_invalid'],
    ['a date in the future', '9000-01-01', 'work_incomplete'],
  ])('for %s ends in one line', async (_what, date, code) => {
    expectRefused(await register('--created-on', date, await makePicture(dir, code.length)), code)
  })

  test.each([
    ['no file', ['register', '--title', 'T', '--holder', 'H']],
    ['an option that does not exist', ['hash', '--colour', 'x.png']],
    ['a command that does not exist', ['steal', 'x.png']],
  ])('for %s ends in one line', async (_what, args) => expectRefused(await qianyin(...args), 'usage'))
})

test('none of this has left a work, a number, staged bytes or bytes of what was refused', async () => {
  const nothing = ['works', 'work_versions', 'registration_serials', 'works_search', 'index_entries', 'checks']
  expect(nothing.map((table) => [table, count(table)])).toEqual(nothing.map((table) => [table, 0]))
  expect(await readdir(join(data, 'uploads'))).toEqual([])
  expect(await readdir(join(data, 'tmp'))).toEqual([])
  const stored = await readdir(join(data, 'blobs/objects/objects'), { recursive: true })
  expect(stored.filter((name) => name.endsWith('/bytes'))).toHaveLength(
    Number(count("objects WHERE state = 'examined'")),
  )
})

test('after all of this good files still register, and are found', async () => {
  const sound = join(dir, 'sound.mp4')
  writeSoundOnly(sound)
  const picture = await makePicture(dir, 9)
  const [heard, seen] = [await register(sound), await register(picture, '--json')]
  expect(heard).toMatchObject({ exitCode: 0, stderr: '' })
  expect(seen).toMatchObject({ exitCode: 0, stderr: '' })
  const { registrationNumber } = JSON.parse(seen.stdout)
  expect(registrationNumber).toMatch(/^QY-\d{4}-00000002$/)
  const found = await qianyin('match', picture, '--json')
  expect(JSON.parse(found.stdout).matches).toMatchObject([{ registrationNumber }])
})
