import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/domains/evidence/log/policy.ts'
import { bagOf, filesOfZip, zipOf } from '../../../src/domains/evidence/packages/bag.ts'
import type { PackageView } from '../../../src/domains/evidence/packages/contract.ts'
import { chained, custodyLines, verifyCustody } from '../../../src/domains/evidence/packages/custody.ts'
import { verifyPackage } from '../../../src/domains/evidence/packages/verify/verify-package.ts'
import { editVideo, HALF_SIZE } from '../../kit/media.ts'
import { command, qianyin } from '../../kit/program.ts'
import { hasOpenssl } from '../../kit/timestamps.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

const film = new URL('../../../demo/media/night-rain-01.mp4', import.meta.url).pathname
const out = mkdtempSync(join(tmpdir(), 'qianyin-packages-'))
const at = (name: string) => join(out, name)
let world: World
let lin: Person
let mei: Person
let checkId: string
let made: PackageView
let zip: Uint8Array<ArrayBuffer>
let roots: Uint8Array[] = []

const policyOf = async () => parsePolicy(await (await world.anonymous.fetch('GET', '/log/policy')).text())
const checkOf = async (person: Person, path: string) => {
  const file = await person.file(path)
  const { body } = await person.call('POST', '/api/checks', { fileId: file.id })
  const { id } = body as { id: string }
  await world.work()
  return id
}

beforeAll(async () => {
  world = await openWorld({
    QIANYIN_CERTIFICATES: 'here',
    QIANYIN_PUBLIC_URL: 'https://qianyin.test',
    ...(hasOpenssl ? { QIANYIN_TSA_URLS: 'development' } : {}),
  })
  roots = world.home.base.timestampAuthorities.flatMap((authority) => authority.roots)
  lin = await world.signUp('lin')
  mei = await world.signUp('mei')
  const file = await lin.file(film)
  await registerWork(world, lin, 'video', draftOf({ category: 'audiovisual', files: [{ fileId: file.id }] }))
  const copy = at('copy 副本.mp4')
  editVideo(film, copy, { startSeconds: 2, durationSeconds: 8, filters: HALF_SIZE })
  checkId = await checkOf(lin, copy)
  const asked = await lin.call('POST', '/api/packages', { checkId })
  expect(asked.status).toBe(202)
  await world.work()
  made = (await lin.call('GET', `/api/packages/${(asked.body as { id: string }).id}`)).body as unknown as PackageView
  const response = await lin.fetch('GET', `/api/packages/${made.id}/content`)
  zip = new Uint8Array(await response.arrayBuffer())
  writeFileSync(at('package.zip'), zip)
})
afterAll(async () => {
  await world.close()
  rmSync(out, { recursive: true, force: true })
})

test('a package holds the right, the copy, the comparison and custody, and verifies by the key alone', async () => {
  expect(made).toMatchObject({ state: 'made', timestamp: hasOpenssl ? 'granted' : 'off' })
  const found = await verifyPackage(zip, { policy: await policyOf(), roots })
  expect(found).toMatchObject({ packageId: made.id, isCopyInside: true })
  expect(found.certificate?.record.registration.number).toBe('QY-2026-00000001')
  expect(found.comparison.segments[0]?.workStart).toBeCloseTo(2, 0)
  expect(found.custody.map(({ action }) => action)).toEqual([
    'copy.received',
    'copy.compared',
    'package.asked',
    'package.made',
  ])
  expect(found.timestamp.state).toBe(hasOpenssl ? 'verified' : 'none')
})

test('a clerk checks it with unzip, sha256sum and openssl, and nothing of ours', async () => {
  execFileSync('python3', ['-m', 'zipfile', '-e', 'package.zip', 'open'], { cwd: out })
  const folder = join(out, 'open', made.id)
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: folder, encoding: 'utf8' })
  expect(run('sha256sum', '--quiet', '-c', 'tagmanifest-sha256.txt')).toBe('')
  expect(run('sha256sum', '--quiet', '-c', 'manifest-sha256.txt')).toBe('')
  if (!hasOpenssl) return
  writeFileSync(at('authority.pem'), await (await world.anonymous.fetch('GET', '/log/authorities.pem')).text())
  expect(run('sh', 'data/07-verify/verify.sh', at('authority.pem'))).toContain('manifest-sha256.txt: OK')
})

test('the command line verifies it with the data folder gone, and names what was changed', async () => {
  const [key] = (await (await world.anonymous.fetch('GET', '/log/policy')).text()).match(/\S+\+[0-9a-f]{8}\+\S+/) ?? []
  const verified = await qianyin(['verify', 'package.zip', '--key', key ?? ''], { cwd: out })
  expect(verified).toMatchObject({ exitCode: 0, stderr: '' })
  expect(verified.stdout).toMatch(/^VERIFIED {2}epk_/)
  const { folder, files } = filesOfZip(zip)
  const changed = new Map(files)
  const path = 'data/05-compare/comparison.json'
  changed.set(path, new TextEncoder().encode(new TextDecoder().decode(files.get(path)).replace('0.9', '0.8')))
  writeFileSync(at('changed.zip'), zipOf(folder, changed))
  const refused = await qianyin(['verify', 'changed.zip', '--key', key ?? ''], { cwd: out })
  expect(refused).toMatchObject({ exitCode: 1, stderr: '' })
  expect(refused.stdout).toBe(`NOT VERIFIED  ${path} was changed (package_file_differs)\n`)
})

test('one byte in any file of it, a file taken out and a file put in are found and named', async () => {
  const { folder, files } = filesOfZip(zip)
  const policy = await policyOf()
  const verdict = (changed: ReadonlyMap<string, Uint8Array>) =>
    verifyPackage(zipOf(folder, changed), { policy, roots }).then(
      () => null,
      ({ code, details }) => ({ code, path: details?.path }),
    )
  const listed = [...files.keys()].filter((path) => !path.startsWith('packaged.') && !path.startsWith('tagmanifest'))
  for (const path of listed) {
    const bytes = (files.get(path) ?? new Uint8Array()).slice()
    const place = bytes.length >> 1
    bytes[place] = (bytes[place] ?? 0) ^ 1
    const isManifest = path === 'manifest-sha256.txt'
    expect(await verdict(new Map([...files, [path, bytes]]))).toEqual({ code: 'package_file_differs', path })
    const without = new Map(files)
    without.delete(path)
    expect(await verdict(without)).toMatchObject({ code: isManifest ? 'package_file_missing' : expect.any(String) })
  }
  expect(await verdict(new Map([...files, ['data/more.txt', new Uint8Array(1)]]))).toEqual({
    code: 'package_file_unlisted',
    path: 'data/more.txt',
  })
  // Manifests made anew to fit a forged payload are not those that were entered.
  const payload = new Map([...files].filter(([path]) => path.startsWith('data/')))
  payload.set('data/02-capture/1/capture.json', new TextEncoder().encode('{}'))
  const forged = new Map([...files, ...bagOf(payload, {})])
  expect(await verdict(forged)).toMatchObject({ code: 'package_differs' })
  expect(() => filesOfZip(zip.subarray(0, 5000))).toThrow(expect.objectContaining({ code: 'package_malformed' }))
})

test('the same inputs give the same bytes, and custody goes on without a gap', async () => {
  const { folder, files } = filesOfZip(zip)
  expect(zipOf(folder, files)).toEqual(zip)
  const again = await lin.call('POST', '/api/packages', { checkId })
  expect(again.body).toMatchObject({ id: made.id, manifestSha256: made.manifestSha256 })
  await lin.fetch('GET', `/api/packages/${made.id}/content`)
  const rows = await world.sql('SELECT seq, action FROM evidence_custody WHERE package_id = ? ORDER BY seq', made.id)
  expect(rows.slice(4)).toEqual([
    [5, 'package.entered'],
    [6, 'package.handed_out'],
    [7, 'package.handed_out'],
  ])
  for (const [sql, code] of [
    ["UPDATE evidence_custody SET actor = 'x'", 'custody_is_fixed'],
    ['DELETE FROM evidence_custody', 'custody_is_fixed'],
    ['UPDATE evidence_packages SET asked_at = 1', 'package_is_fixed'],
    [
      `INSERT INTO evidence_custody SELECT package_id, 9, at, actor, action, object_sha256, prev, hash
      FROM evidence_custody WHERE seq = 7`,
      'custody_moved_on',
    ],
  ] as const) {
    await expect(world.home.db.batch([{ sql, params: [] }])).rejects.toMatchObject({ code })
  }
  const lines = new TextDecoder().decode(
    custodyLines(
      chained(
        null,
        [1, 2, 3].map((atMs) => ({ atMs, actor: 'a', action: 'copy.received', objectSha256: null })),
      ),
    ),
  )
  expect(verifyCustody(lines)).toHaveLength(3)
  const gap = lines
    .split('\n')
    .filter((_, i) => i !== 1)
    .join('\n')
  expect(() => verifyCustody(gap)).toThrow(expect.objectContaining({ code: 'custody_broken', details: { line: 2 } }))
})

test('nobody makes one of another’s check or another’s work, and the command line makes one too', async () => {
  expect((await mei.call('POST', '/api/packages', { checkId })).body.code).toBe('match_not_found')
  expect((await mei.call('GET', `/api/packages/${made.id}`)).body.code).toBe('package_not_found')
  const foreign = await checkOf(mei, at('copy 副本.mp4'))
  expect((await mei.call('POST', '/api/packages', { checkId: foreign })).body.code).toBe('package_of_foreign_work')
  const args = ['evidence', 'package', checkId, '--out', at('second.zip'), '--data', world.dir]
  expect(await command(args)).toMatchObject({ exitCode: 0, stderr: '' })
  expect((await command(args)).stderr).toContain('file_unwritable')
  expect((await command([...args.slice(0, 2), '--data', world.dir])).stderr).toContain('usage')
})
