import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { keepLog } from '../../../src/domains/evidence/index.ts'
import { utf8 } from '../../../src/domains/evidence/log/bytes.ts'
import { checkpointText, cosignedAt } from '../../../src/domains/evidence/log/checkpoint.ts'
import {
  cosignatureAlgorithm,
  newSigningKey,
  noteAlgorithm,
  parseVerifierKey,
  type Signer,
  signerOf,
  verifierKey,
} from '../../../src/domains/evidence/log/keys.ts'
import { leafHash } from '../../../src/domains/evidence/log/merkle.ts'
import { parseNote, signNote } from '../../../src/domains/evidence/log/note.ts'
import { parsePolicy } from '../../../src/domains/evidence/log/policy.ts'
import { consistencyProof } from '../../../src/domains/evidence/log/proofs.ts'
import { grow, rootOfEdge, tilePath } from '../../../src/domains/evidence/log/tiles.ts'
import { verifyProofFile } from '../../../src/domains/evidence/verify-proof.ts'
import { addCheckpoint, type WitnessRole } from '../../../src/domains/evidence/witness/add-checkpoint.ts'
import { outsideWorld } from '../../../src/runtimes/node/outside-world.ts'
import { openSqlite } from '../../../src/runtimes/node/sqlite-db.ts'
import { witnessMemory } from '../../../src/runtimes/node/witness/witness-memory.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, registerWork } from '../../kit/world.ts'

const dir = mkdtempSync(join(tmpdir(), 'qianyin-witness-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const signerNamed = async (name: string, algorithm: typeof noteAlgorithm | typeof cosignatureAlgorithm) => {
  const { privateKey, publicKey } = await newSigningKey()
  return signerOf(verifierKey(name, algorithm, publicKey), privateKey)
}

/** A log of these entries, by any signer. */
function logOf(entries: readonly string[], signer: Signer) {
  const leaves = entries.map((entry) => leafHash(utf8(entry)))
  const at = async (size: number) => {
    const { edge } = grow([], 0, leaves.slice(0, size))
    return signNote(checkpointText({ origin: signer.key.name, size, root: rootOfEdge(edge) }), signer)
  }
  const request = async (old: number, size: number) => {
    const { tiles } = grow([], 0, leaves.slice(0, size))
    const files = new Map(tiles.map(({ tile, bytes }) => [tilePath(tile), bytes]))
    const read = async (tile: Parameters<typeof tilePath>[0]) => files.get(tilePath(tile)) ?? new Uint8Array(0)
    const proof = old > 0 && old <= size ? await consistencyProof(read, old, size) : []
    const lines = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`)
    return `old ${old}\n${lines.join('')}\n${await at(size)}`
  }
  return { at, request }
}

describe('a witness', () => {
  const open = async (log: Signer): Promise<WitnessRole & { close(): void }> => {
    const db = openSqlite(join(mkdtempSync(join(dir, 'db-')), 'witness.db'), 'src/runtimes/node/witness/migrations')
    const signer = await signerNamed('witness.example/1', cosignatureAlgorithm)
    return {
      memory: witnessMemory(db),
      signer,
      logs: [log.key],
      nowMs: () => 1_790_000_000_999,
      close: () => db.close(),
    }
  }
  const entries = Array.from({ length: 40 }, (_, i) => `entry ${i}`)

  test('cosigns what goes on from the last checkpoint, and answers everything else as its specification says', async () => {
    const log = await signerNamed('log.example/a', noteAlgorithm)
    const thief = await signerOf(log.key, (await newSigningKey()).privateKey)
    const stranger = await signerNamed('log.example/b', noteAlgorithm)
    const role = await open(log)
    const [own, forked] = [logOf(entries, log), logOf(['other', ...entries.slice(1)], log)]
    const ask = async (body: string | Promise<string>) => {
      const { status, body: said } = await addCheckpoint(role, await body)
      return status === 409 ? `409 ${said.trim()}` : status
    }
    const first = await addCheckpoint(role, await own.request(0, 3))
    expect(first.status).toBe(200)
    expect(await cosignedAt(parseNote(`${await own.at(3)}${first.body}`), role.signer.key)).toBe(1_790_000_000)
    expect(await ask(own.request(3, 3))).toBe(200)
    expect(await ask(own.request(3, 20))).toBe(200)
    expect(await ask(own.request(3, 20))).toBe('409 20')
    expect(await ask(own.request(0, 25))).toBe('409 20')
    expect(await ask(own.request(25, 20))).toBe(400)
    expect(await ask(forked.request(20, 30))).toBe(422)
    expect(await ask(forked.request(20, 20))).toBe(422)
    expect(await ask((await own.request(20, 30)).replace(/\n[^\n]{44}\n/, '\n'))).toBe(422)
    expect(await ask(logOf(entries, thief).request(20, 30))).toBe(403)
    expect(await ask(logOf(entries, stranger).request(0, 3))).toBe(404)
    for (const nonsense of [
      '',
      'old 1',
      'old 01\n\n',
      `old 20\nAAAA\n\n${await own.at(30)}`,
      'old 20\n\nlog.example/a\n30\n',
    ]) {
      expect(await ask(nonsense), nonsense).toBe(400)
    }
    expect(await role.memory.latest('log.example/a')).toMatchObject({ size: 20 })
    role.close()
  })

  test('of many requests at once that go on from one size cosigns exactly one, and never goes back', async () => {
    const log = await signerNamed('log.example/a', noteAlgorithm)
    const role = await open(log)
    const { request } = logOf(entries, log)
    for (const old of [0, 7]) {
      const sizes = old === 0 ? [7, 7, 7, 7] : [8, 12, 20, 31, 40]
      const asked = await Promise.all(sizes.map((size) => request(old, size)))
      const answers = await Promise.all(asked.map((body) => addCheckpoint(role, body)))
      const taken = answers.flatMap(({ status }, i) => (status === 200 ? [sizes[i]] : []))
      expect(taken).toHaveLength(1)
      expect(await role.memory.latest('log.example/a')).toMatchObject({ size: taken[0] })
    }
    role.close()
  })
})

describe('two witnesses on machines of their own', () => {
  const running = new Set<ChildProcess>()
  afterEach(() => {
    for (const child of running) child.kill()
    running.clear()
  })
  const program = new URL('../../../bin/qianyin.mjs', import.meta.url).pathname

  /** Starts a real one, and resolves to its key and port. */
  function start(name: string, log: string, port = 0): Promise<{ key: string; port: number; child: ChildProcess }> {
    const args = [
      'witness',
      '--log',
      log,
      '--name',
      `${name}.example/1`,
      '--data',
      join(dir, name),
      '--port',
      String(port),
    ]
    const child = spawn(process.execPath, [program, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] })
    running.add(child)
    let said = ''
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The witness ended with ${code}`)))
      child.stdout.setEncoding('utf8').on('data', (text) => {
        said += text
        const [, key, at] = /^Witness (\S+)\nis at http:\/\/127\.0\.0\.1:(\d+)\n/.exec(said) ?? []
        if (key && at) resolve({ key, port: Number(at), child })
      })
    })
  }

  test('see each checkpoint; a proof carries what they say; one that was away sees the next; another past of the log is not cosigned', async () => {
    const world = await openWorld()
    const { base } = world.home
    const log = String((await world.anonymous.call('GET', '/log/status')).body.key)
    const [one, two] = await Promise.all([start('one', log), start('two', log)])
    const at = ({ key, port }: { key: string; port: number }, name: string) => ({
      key,
      url: `http://${name}.example:${port}`,
    })
    base.witnesses = { members: [at(one, 'one'), at(two, 'two')], quorum: 2 }
    base.outside = outsideWorld({
      resolve: async () => ['93.184.216.34'],
      ports: [one.port, two.port],
      connectTo: () => '127.0.0.1',
    })
    const lin = await world.signUp('lin')
    const register = async (seed: number) => {
      const file = await lin.file(await makePicture(world.dir, seed))
      const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
      return work.registrationNumber ?? ''
    }
    const text = async (path: string) => (await world.anonymous.fetch('GET', path)).text()
    const lines = async () => (await text('/log/checkpoint')).split('\n').filter((line) => line.startsWith('— '))
    const proven = async (number: string) =>
      verifyProofFile(await text(`/api/registry/${number}/proof`), parsePolicy(await text('/log/policy'))).then(
        ({ witnesses }) => witnesses.map(({ witness }) => witness).sort(),
        ({ code }) => code,
      )
    const both = ['one.example/1', 'two.example/1']

    const first = await register(71)
    expect(await lines()).toHaveLength(3)
    expect(await proven(first)).toEqual(both)
    expect((await world.anonymous.call('GET', `/api/registry/${first}/log-entry`)).body).toMatchObject({
      witnesses: expect.arrayContaining(both.map((name) => expect.objectContaining({ name }))),
    })
    // What a monitor is shown is what the log shows.
    const monitored = await fetch(
      `http://127.0.0.1:${one.port}/${Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('localhost/log'))).toString('hex')}/checkpoint`,
    )
    expect((await monitored.text()).split('\n').slice(0, 3)).toEqual(
      (await text('/log/checkpoint')).split('\n').slice(0, 3),
    )

    two.child.removeAllListeners('exit').kill('SIGKILL')
    const second = await register(72)
    expect(await lines()).toHaveLength(2)
    expect([await proven(first), await proven(second)]).toEqual([both, 'quorum_missing'])
    expect((await world.anonymous.call('GET', '/log/status')).body.witnesses).toMatchObject([
      { refusal: null },
      { refusal: { reason: expect.any(String) } },
    ])
    const again = await start('two', log, two.port)
    expect(again.key).toBe(two.key)
    await keepLog(base, { isUrgent: true })
    expect(await proven(second)).toEqual(both)

    // The same key signs another past: nobody vouches for it.
    const [row] = await world.sql('SELECT id, private_key FROM log_keys')
    const [id, sealed] = (row ?? []).map(String)
    const privateKey = Buffer.from(await base.vault.open(sealed ?? '', `log:${id}`), 'base64')
    const forger = await signerOf(parseVerifierKey(log), new Uint8Array(privateKey))
    const size = Number((await text('/log/checkpoint')).split('\n')[1])
    const body = await logOf(
      Array.from({ length: 20 }, (_, i) => `forged ${i}`),
      forger,
    ).request(size, 20)
    const answers = await Promise.all(
      [one, again].map(({ port }) => fetch(`http://127.0.0.1:${port}/add-checkpoint`, { method: 'POST', body })),
    )
    expect(answers.map(({ status }) => status)).toEqual([422, 422])
    await world.close()
  })
})
