import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/domains/evidence/log/policy.ts'
import { fileOfRecord, verifyProofFile } from '../../../src/domains/evidence/verify-proof.ts'
import { makePicture } from '../../kit/pictures.ts'
import { qianyin } from '../../kit/program.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

let world: World
let lin: Person
let other: Person
let workId: string
let project: string
beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  other = await world.signUp('other')
  // Of no format that anybody knows: a deposit is never decoded.
  project = join(world.dir, 'night-rain.prproj')
  await writeFile(project, randomBytes(70_000))
  const created = await lin.call('POST', '/api/works', { kind: 'image', draft: draftOf() })
  workId = String(created.body.id)
})
afterAll(() => world.close())

const deposit = async (who: Person, path: string, more: Record<string, unknown> = {}, name?: string) =>
  who.call('POST', `/api/works/${workId}/deposits`, {
    uploadId: await who.upload(path, name),
    kind: 'project_file',
    ...more,
  })

describe('a deposit', () => {
  test('of an unregistered work is hashed, kept as it came, and provable by the log’s key alone', async () => {
    const made = await deposit(lin, project, { note: '第一稿' })
    expect(made).toMatchObject({ status: 201, body: { state: 'storing', name: 'night-rain.prproj', sha256: null } })
    await world.work()
    const { body } = await lin.call('GET', `/api/deposits/${made.body.id}`)
    const bytes = await readFile(project)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const sm3 = createHash('sm3').update(bytes).digest('hex')
    expect(body).toMatchObject({ state: 'entered', note: '第一稿', sha256, sm3, sizeBytes: 70_000, workId })
    expect((await lin.call('GET', `/api/works/${workId}/deposits`)).body).toEqual({ items: [body] })

    const content = await lin.fetch('GET', `/api/deposits/${body.id}/content`)
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true)
    expect(content.headers.get('content-security-policy')).toContain('sandbox')
    const part = await lin.fetch('GET', `/api/deposits/${body.id}/content`, { headers: { Range: 'bytes=10-19' } })
    expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(10, 20)])

    const proof = await (await lin.fetch('GET', `/api/deposits/${body.id}/proof`)).text()
    const policy = await (await world.anonymous.fetch('GET', '/log/policy')).text()
    const act = await verifyProofFile(proof, parsePolicy(policy))
    expect(act.leaf).toMatchObject({ t: 'draft.deposited', id: String(body.id).replace('_', '-') })
    expect(act.record).toMatchObject({ workId, kind: 'project_file', note: '第一稿' })
    expect(fileOfRecord(act, sha256)).toEqual({ place: 1, of: 1 })
    const [proofFile, policyFile] = [join(world.dir, 'deposit.tlog-proof'), join(world.dir, 'policy')]
    await writeFile(proofFile, proof)
    await writeFile(policyFile, policy)
    const shown = await qianyin(['verify', proofFile, '--policy', policyFile, '--file', project], {
      cwd: world.dir,
    })
    expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('night-rain.prproj') })
    // What the log publishes tells nobody what it was.
    const bundle = await (await world.anonymous.fetch('GET', '/log/tile/entries/000.p/2')).text()
    for (const secret of ['night-rain', '第一稿', sha256, workId]) expect(bundle).not.toContain(secret)
  })

  test('is seen by nobody else, and a second request for the same upload makes no second one', async () => {
    const uploadId = await lin.upload(project)
    const input = { uploadId, kind: 'script' }
    const [first, again] = [
      await lin.call('POST', `/api/works/${workId}/deposits`, input),
      await lin.call('POST', `/api/works/${workId}/deposits`, input),
    ]
    expect(again.body.id).toBe(first.body.id)
    await world.work()
    for (const path of [`/api/deposits/${first.body.id}`, `/api/deposits/${first.body.id}/content`]) {
      expect((await other.call('GET', path)).status).toBe(404)
      expect((await world.anonymous.call('GET', path)).status).toBe(401)
    }
    expect((await deposit(other, project)).status).toBe(404)
    const stolen = await other.call('POST', '/api/works', { kind: 'image', draft: draftOf() })
    expect(await other.call('POST', `/api/works/${stolen.body.id}/deposits`, input)).toMatchObject({ status: 404 })
  })

  test('that is no file, or says what it may not, is refused and leaves nothing', async () => {
    const count = async () =>
      JSON.stringify(await world.sql('SELECT (SELECT count(*) FROM deposits), count(*) FROM documents'))
    const before = await count()
    const empty = join(world.dir, 'empty')
    await writeFile(empty, '')
    expect((await deposit(lin, empty)).body).toMatchObject({ code: 'file_empty' })
    expect((await deposit(lin, project, { kind: 'masterpiece' })).status).toBe(422)
    expect((await deposit(lin, project, { note: 'x'.repeat(501) })).status).toBe(422)
    expect(
      await lin.call('POST', `/api/works/${workId}/deposits`, { uploadId: 'f'.repeat(32), kind: 'cut' }),
    ).toMatchObject({
      status: 404,
    })
    expect(await count()).toBe(before)
    const hostile = await deposit(lin, project, {}, '../../etc/\u202epasswd\u0000')
    expect(hostile.body).toMatchObject({ name: 'passwd' })
    await world.work()
  })

  test('stays: the work is not discarded with its draft, and no row is changed or dropped', async () => {
    expect(await lin.call('DELETE', `/api/works/${workId}/draft`)).toMatchObject({
      status: 409,
      body: { code: 'work_has_deposits' },
    })
    for (const statement of [
      'DELETE FROM deposits',
      `UPDATE deposits SET kind = 'cut'`,
      'UPDATE deposits SET entered_at = 1',
      'DELETE FROM documents',
      `UPDATE documents SET sha256 = '${'0'.repeat(64)}', sm3 = '${'0'.repeat(64)}'`,
    ]) {
      await expect(world.home.db.batch([{ sql: statement, params: [] }])).rejects.toThrow(/fixed/)
    }
  })

  test('is made at the command line too, and bad words there leave nothing', async () => {
    const run = (...args: string[]) => qianyin(['deposit', ...args, '--data', world.dir, '--json'], { cwd: world.dir })
    const made = await run(project, '--work', workId, '--kind', 'footage', '--note', '第二天素材')
    expect(made).toMatchObject({ exitCode: 0, stderr: '' })
    const { deposits } = JSON.parse(made.stdout) as { deposits: { id: string }[] }
    expect((await lin.call('GET', `/api/deposits/${deposits[0]?.id}`)).body).toMatchObject({
      state: 'entered',
      kind: 'footage',
      note: '第二天素材',
    })
    for (const args of [
      [project],
      [project, '--work', workId, '--kind', 'masterpiece'],
      [project, '--work', 'wrk_none'],
      [join(world.dir, 'absent'), '--work', workId],
    ]) {
      const refused = await run(...args)
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
      expect(refused.stderr.trim().split('\n')).toHaveLength(1)
    }
  })

  test('shows on the public page with its kind and time alone', async () => {
    const picture = await lin.file(await makePicture(world.dir, 5))
    const draft = draftOf({ files: [{ fileId: picture.id }] })
    await lin.call('PUT', `/api/works/${workId}/draft`, { revision: 1, draft })
    const { body } = await lin.call('POST', `/api/works/${workId}/registration`, { revision: 2 })
    await world.work()
    const told = await world.anonymous.call('GET', `/api/registry/${body.registrationNumber}/provenance`)
    expect(told.body.deposits).toHaveLength(4)
    expect(told.body).toMatchObject({ priorSearch: { state: 'clear', registrations: [] } })
    expect(JSON.stringify(told.body)).not.toMatch(/prproj|第一稿|[0-9a-f]{64}/)
    // Registered afterwards, one more is still taken.
    expect((await deposit(lin, project)).status).toBe(201)
    const fresh = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: picture.id }] }))
    const none = await world.anonymous.call('GET', `/api/registry/${fresh.registrationNumber}/provenance`)
    expect(none.body).toMatchObject({ deposits: [], priorSearch: { state: 'clear', registrations: [{ isOwn: true }] } })
  })
})
