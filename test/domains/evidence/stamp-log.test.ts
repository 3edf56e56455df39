import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepLog } from '../../../src/domains/evidence/index.ts'
import { parsePolicy } from '../../../src/domains/evidence/log/policy.ts'
import { certificatesOfPem } from '../../../src/domains/evidence/timestamps/certificates.ts'
import { verifyProofFile } from '../../../src/domains/evidence/verify-proof.ts'
import { AppError } from '../../../src/kernel/errors.ts'
import type { TimestampAuthority } from '../../../src/ports/timestamp-authority.ts'
import { developmentAuthority } from '../../../src/runtimes/node/development-authority.ts'
import { makePicture } from '../../kit/pictures.ts'
import { qianyin } from '../../kit/program.ts'
import { hasOpenssl } from '../../kit/timestamps.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

const out = mkdtempSync(join(tmpdir(), 'qianyin-stamped-'))
const day = 86_400_000

describe.skipIf(!hasOpenssl)('the time over the log', () => {
  let world: World
  let lin: Person
  let short: TimestampAuthority
  let long: TimestampAuthority
  let root: string
  let number: string

  const authority = async (name: string, days: number): Promise<TimestampAuthority & { root: string }> => {
    const { root, answer } = await developmentAuthority(join(out, name), { name, days })
    return { name, isThirdParty: false, roots: certificatesOfPem(root), root, answer }
  }

  beforeAll(async () => {
    world = await openWorld()
    const both = [await authority('two days', 2), await authority('many days', 100)] as const
    ;[short, long] = both
    root = both.map((one) => one.root).join('')
    lin = await world.signUp('lin')
  })
  afterAll(async () => {
    await world.close()
    rmSync(out, { recursive: true, force: true })
  })

  const entry = async () => (await world.anonymous.call('GET', `/api/registry/${number}/log-entry`)).body
  const register = async (seed: number) => {
    const file = await lin.file(await makePicture(world.dir, seed))
    const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
    return work.registrationNumber ?? ''
  }

  test('is pending while no authority answers, holds up no registration, and is asked for again without any job', async () => {
    const away = async () => Promise.reject(new AppError('Unavailable', 'outside_unreachable', 'no'))
    const silent = { ...short, answer: away }
    world.home.base.timestampAuthorities = [silent]
    number = await register(71)
    expect(await entry()).toMatchObject({ state: 'published', timestamp: { state: 'pending' } })
    world.home.base.timestampAuthorities = [short]
    await keepLog(world.home.base)
    expect(await entry()).toMatchObject({ timestamp: { state: 'pending' } })
    world.later(61_000)
    await keepLog(world.home.base)
    expect(await entry()).toMatchObject({ timestamp: { state: 'stamped', authority: 'two days' } })
  })

  test('is asked for at most every few minutes, at once when it is urgent; what was entered before is covered', async () => {
    const [first] = (await world.sql('SELECT max(number) FROM log_timestamps'))[0] ?? []
    const later = await register(72)
    expect((await world.sql('SELECT max(number) FROM log_timestamps'))[0]).toEqual([first])
    await keepLog(world.home.base, { isUrgent: true })
    expect((await world.anonymous.call('GET', `/api/registry/${later}/log-entry`)).body).toMatchObject({
      timestamp: { state: 'stamped', number: Number(first) + 1 },
    })
    expect(await entry()).toMatchObject({ timestamp: { number: first } })
  })

  test('is renewed once, by an authority whose certificate lasts longer, before the first one ends', async () => {
    const renewals = async () =>
      (await world.sql('SELECT number, authority FROM log_timestamps WHERE renewal = 1')).length
    world.later(1.5 * day)
    await keepLog(world.home.base)
    expect(await renewals()).toBe(0)
    // One that gives nothing better is asked again tomorrow.
    world.home.base.timestampAuthorities = [long]
    world.later(0.2 * day)
    await keepLog(world.home.base)
    expect(await renewals()).toBe(0)
    await world.home.db.batch([{ sql: 'DELETE FROM log_refusals', params: [] }])
    await keepLog(world.home.base)
    await keepLog(world.home.base)
    expect(await renewals()).toBe(2)
    await expect(world.sql('DELETE FROM log_timestamps RETURNING 1')).rejects.toMatchObject({
      code: 'log_is_append_only',
    })
  })

  test('is accepted by OpenSSL, renewal and all, and by qianyin verify and log audit; one bit of it changed is named', async () => {
    const bytes = async (path: string) =>
      Buffer.from(await (await world.anonymous.fetch('GET', `/log/${path}`)).arrayBuffer())
    const n = Number(((await entry()).timestamp as { number: number }).number)
    const files = {
      note: await bytes(`checkpoints/${n}`),
      'first.tsr': await bytes(`timestamps/${n}.tsr`),
      'second.tsr': await bytes(`timestamps/${n}.1.tsr`),
      'roots.pem': root,
      'work.tlog-proof': await bytes(`../api/registry/${number}/proof`),
    }
    for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content)
    await writeFile(join(out, 'renewed'), Buffer.concat([files.note, files['first.tsr']]))
    const openssl = (data: string, token: string) =>
      spawnSync('openssl', ['ts', '-verify', '-data', data, '-in', token, '-CAfile', 'roots.pem'], { cwd: out }).status
    expect([openssl('note', 'first.tsr'), openssl('renewed', 'second.tsr')]).toEqual([0, 0])
    expect(openssl('renewed', 'first.tsr')).toBe(1)

    const roots = certificatesOfPem(root)
    const policy = parsePolicy((await bytes('policy')).toString())
    const proof = files['work.tlog-proof'].toString()
    const act = await verifyProofFile(proof, policy, roots)
    expect(act).toMatchObject({ timestamps: 2, time: { authority: 'two days' } })
    expect((act.time?.provenUntilMs ?? 0) - (act.time?.atMs ?? 0)).toBeGreaterThan(99 * day)

    const key = String((await world.anonymous.call('GET', '/log/status')).body.key)
    const run = (...args: string[]) => qianyin(args, { cwd: out })
    const proofArgs = ['verify', 'work.tlog-proof', '--key', key]
    const [dated, undated, audit] = await Promise.all([
      run(...proofArgs, '--authority', 'roots.pem'),
      run(...proofArgs),
      run('log', 'audit', '--authority', 'roots.pem', '--json', '--data', world.dir),
    ])
    expect(dated.stdout).toMatch(/Existed at the latest \S+Z, by the clock of two days \(RFC 3161\)/)
    expect(undated.stdout).toContain('which was not checked')
    expect(JSON.parse(audit.stdout)).toMatchObject({ timestamps: { stamped: 2, checked: 2 }, faults: [] })

    await world.home.db.batch([
      { sql: 'DROP TRIGGER log_timestamps_no_update', params: [] },
      { sql: 'UPDATE log_timestamps SET at = at - 1 WHERE number = ? AND renewal = 0', params: [n] },
      {
        sql: "UPDATE log_timestamps SET token = CAST(substr(token, 1, length(token) - 1) || x'00' AS BLOB) WHERE number = ?",
        params: [n + 1],
      },
    ])
    const changed = await run('log', 'audit', '--authority', 'roots.pem', '--data', world.dir)
    expect(changed.exitCode).toBe(1)
    expect(changed.stdout).toContain(`WRONG  log_timestamps ${n}: was changed in the database (row_differs)`)
    expect(changed.stdout).toMatch(new RegExp(`WRONG  timestamps/${n + 1}\\.tsr: `))
  })
})
