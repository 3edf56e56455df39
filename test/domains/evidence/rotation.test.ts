import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyCredential } from '../../../src/domains/evidence/certificates/verify/verify-credential.ts'
import { proveRegistration } from '../../../src/domains/evidence/index.ts'
import { parsePolicy } from '../../../src/domains/evidence/log/policy.ts'
import { verifyProofFile } from '../../../src/domains/evidence/verify-proof.ts'
import { makePicture } from '../../kit/pictures.ts'
import { command } from '../../kit/program.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

const out = mkdtempSync(join(tmpdir(), 'qianyin-rotation-'))
let world: World
let lin: Person
let pictures = 300

beforeAll(async () => {
  world = await openWorld({ QIANYIN_CERTIFICATES: 'here', QIANYIN_PUBLIC_URL: 'https://qianyin.test' })
  lin = await world.signUp('lin')
})
afterAll(async () => {
  await world.close()
  rmSync(out, { recursive: true, force: true })
})

const policyText = async () => (await world.anonymous.fetch('GET', '/log/policy')).text()
async function register() {
  const file = await lin.file(await makePicture(world.dir, ++pictures))
  const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
  const { items } = (await lin.call('GET', `/api/certificates/works/${work.id}`)).body as {
    items: { number: string }[]
  }
  const number = items[0]?.number ?? ''
  const credential = await (await lin.fetch('GET', `/api/certificates/${number}/credential`)).text()
  return { proof: await proveRegistration(world.home.base, work.registrationNumber ?? ''), credential }
}
const rotate = (...args: string[]) =>
  command(['log', 'rotate', ...args, '--reason', '例行更换', '--yes', '--json', '--data', world.dir])

test('the key of the log signs for its successor, and what either signed keeps verifying', async () => {
  const before = await register()
  const old = parsePolicy(await policyText())
  const proofPath = join(out, 'rotation.tlog-proof')
  const rotated = await rotate('log', '--out', proofPath)
  expect(rotated).toMatchObject({ exitCode: 0, stderr: '' })
  const { former, current } = JSON.parse(rotated.stdout) as { former: string; current: string }
  expect(current).not.toBe(former)
  // Who trusts only the old key learns the new one from it.
  const named = await verifyProofFile(readFileSync(proofPath, 'utf8'), old)
  expect(named).toMatchObject({ leaf: { t: 'key.rotated', id: current }, record: { former, current, isLost: false } })

  const after = await register()
  const both = parsePolicy(await policyText())
  expect(both.logs).toHaveLength(2)
  for (const { proof } of [before, after]) await expect(verifyProofFile(proof, both)).resolves.toBeDefined()
  await expect(verifyProofFile(before.proof, old)).resolves.toBeDefined()
  await expect(verifyProofFile(after.proof, old)).rejects.toMatchObject({ code: 'signature_missing' })
  expect((await command(['log', 'audit', '--data', world.dir])).exitCode).toBe(0)
  await expect(
    world.home.db.batch([{ sql: 'UPDATE log_keys SET public_key = zeroblob(32)', params: [] }]),
  ).rejects.toMatchObject({ code: 'log_is_append_only' })
})

test('a log that has stopped names no successor: nothing is entered that nobody would sign', async () => {
  const entries = () => world.sql('SELECT count(*) FROM log_entries')
  const before = await entries()
  const stop = "INSERT INTO log_stops (at, code, place) VALUES (1, 'entry_differs', 'entry 1')"
  await world.home.db.batch([{ sql: stop, params: [] }])
  expect(await rotate('log')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('log_stopped') })
  expect(await entries()).toEqual(before)
  await world.home.db.batch([{ sql: 'UPDATE log_stops SET resumed_at = 2', params: [] }])
})

test('keys of credentials and of the development seal are replaced; old credentials keep verifying', async () => {
  const before = await register()
  for (const purpose of ['credential', 'seal']) expect(await rotate(purpose)).toMatchObject({ exitCode: 0, stderr: '' })
  const after = await register()
  const issuer = (await world.anonymous.call('GET', '/.well-known/did.json')).body
  const [first, second] = await Promise.all(
    [before, after].map(({ credential }) => verifyCredential(credential, issuer, null)),
  )
  expect(first?.kid).not.toBe(second?.kid)
  const entries = await world.sql("SELECT subject_id FROM log_entries WHERE type = 'key.rotated' ORDER BY entry_index")
  expect(entries.flat()).toEqual(['log', 'credential', 'seal'])
})

test('a key that is lost is replaced without its signature, and nothing is replaced by mistake', async () => {
  const lost = await rotate('log', '--lost')
  expect(JSON.parse(lost.stdout)).toMatchObject({ proof: null })
  expect(parsePolicy(await policyText()).logs).toHaveLength(3)
  await expect(verifyProofFile((await register()).proof, parsePolicy(await policyText()))).resolves.toBeDefined()
  const refused = (...args: string[]) => command(['log', 'rotate', ...args, '--data', world.dir])
  expect((await refused('log', '--reason', 'x')).stderr).toContain('confirmation_needed')
  for (const args of [
    ['witness', '--reason', 'x', '--yes'],
    ['log', '--yes'],
    ['seal', '--reason', 'x', '--out', 'a', '--yes'],
  ])
    expect(await refused(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('usage') })
})
