import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64, utf8 } from '../../../src/domains/evidence/log/bytes.ts'
import { checkpointText, cosign } from '../../../src/domains/evidence/log/checkpoint.ts'
import {
  cosignatureAlgorithm,
  formatVerifierKey,
  newSigningKey,
  noteAlgorithm,
  type Signer,
  signerOf,
  verifierKey,
} from '../../../src/domains/evidence/log/keys.ts'
import { leafHash } from '../../../src/domains/evidence/log/merkle.ts'
import { signNote } from '../../../src/domains/evidence/log/note.ts'
import { consistencyProof, inclusionProof } from '../../../src/domains/evidence/log/proofs.ts'
import { grow, rootOfEdge, type Tile, tilePath } from '../../../src/domains/evidence/log/tiles.ts'

const run = promisify(execFile)
const gopath = '/usr/share/gocode'
const hasGo =
  spawnSync('go', ['version']).status === 0 && existsSync(join(gopath, 'src/golang.org/x/mod/sumdb/tlog/tlog.go'))
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasGo) console.warn('SKIPPED: Go judges no log here. apt-get install golang-go golang-golang-x-mod-dev')
if (!hasOpenssl) console.warn('SKIPPED: OpenSSL judges no checkpoint here')

const dir = mkdtempSync(join(tmpdir(), 'qianyin-judges-'))
const leaves = Array.from({ length: 65_537 }, (_, i) => leafHash(utf8(`entry ${i}`)))
let signer: Signer
let witness: Signer

beforeAll(async () => {
  const [own, other] = await Promise.all([newSigningKey(), newSigningKey()])
  signer = await signerOf(verifierKey('log.example/judged', noteAlgorithm, own.publicKey), own.privateKey)
  witness = await signerOf(verifierKey('witness.example/1', cosignatureAlgorithm, other.publicKey), other.privateKey)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** The static files of a log of `size` entries, and proofs from it. */
async function logOf(size: number) {
  const { tiles, edge } = grow([], 0, leaves.slice(0, size))
  const files = new Map<string, Uint8Array>(tiles.map(({ tile, bytes }) => [tilePath(tile), bytes]))
  const read = async (tile: Tile) => files.get(tilePath(tile)) ?? new Uint8Array(0)
  const proofs: { Records: unknown[]; Earlier: unknown[] } = { Records: [], Earlier: [] }
  for (const index of new Set([0, size >> 1, size - 1])) {
    const hashes = await inclusionProof(read, index, size)
    proofs.Records.push({
      Index: index,
      Leaf: toBase64(leaves[index] ?? new Uint8Array(0)),
      Hashes: hashes.map(toBase64),
    })
  }
  for (const first of new Set([1, Math.ceil(size / 3), size])) {
    const root = rootOfEdge(grow([], 0, leaves.slice(0, first)).edge)
    const hashes = await consistencyProof(read, first, size)
    proofs.Earlier.push({ Size: first, Root: toBase64(root), Hashes: hashes.map(toBase64) })
  }
  const text = checkpointText({ origin: signer.key.name, size, root: rootOfEdge(edge) })
  const cosignature = await cosign(text, 1_790_000_000, witness)
  files.set('checkpoint', utf8(`${await signNote(text, signer)}${cosignature}`))
  return { files, proofs: JSON.stringify(proofs) }
}

async function put(folder: string, files: ReadonlyMap<string, Uint8Array>, proofs: string): Promise<void> {
  for (const [path, bytes] of [...files, ['proofs.json', utf8(proofs)] as const]) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
}

describe.skipIf(!hasGo)('Go’s own tlog and note', () => {
  const judge = join(dir, 'judge')
  const verdict = async (folder: string) =>
    (
      await run(judge, [folder, formatVerifierKey(signer.key), formatVerifierKey(witness.key)]).catch(
        (error) => error as { stdout: string },
      )
    ).stdout.trim()

  beforeAll(async () => {
    const source = new URL('judge.go', import.meta.url).pathname
    const env = { ...process.env, GOPATH: gopath, GO111MODULE: 'off', GOCACHE: join(dir, 'go'), GOFLAGS: '' }
    await run('go', ['build', '-o', judge, source], { env })
  })

  test.each([1, 2, 3, 255, 256, 257, 65_537])(
    'accept a log of %i entries, and no log with one bit changed',
    async (size) => {
      const folder = join(dir, String(size))
      const { files, proofs } = await logOf(size)
      await put(folder, files, proofs)
      expect(await verdict(folder)).toBe('ok')
      const paths = [...files.keys()]
      // The checkpoint, and tiles of the right edge, which every root is made of.
      for (const path of ['checkpoint', ...paths.filter((one) => one.includes('.p/')).slice(-1)]) {
        const whole = files.get(path) ?? new Uint8Array(0)
        const changed = whole.slice()
        changed[3] = (changed[3] ?? 0) ^ 1
        await put(folder, new Map([[path, changed]]), proofs)
        expect(await verdict(folder), path).not.toBe('ok')
        await put(folder, new Map([[path, whole]]), proofs)
      }
      const wrong = proofs.replace(/"Leaf":"(.)/, (_, first: string) => `"Leaf":"${first === 'A' ? 'B' : 'A'}`)
      await put(folder, new Map(), wrong)
      expect(await verdict(folder)).toMatch(/^record 0/)
    },
  )
})

test.skipIf(!hasOpenssl)('OpenSSL accepts the signature of a checkpoint as docs/evidence.md says', async () => {
  const text = checkpointText({ origin: signer.key.name, size: 1, root: leaves[0] ?? new Uint8Array(0) })
  const note = await signNote(text, signer)
  const signature = Buffer.from(note.trim().split(' ').at(-1) ?? '', 'base64').subarray(4)
  const key = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), signer.key.publicKey])
  await writeFile(join(dir, 'key.der'), key)
  await writeFile(join(dir, 'signed.sig'), signature)
  const check = async (signed: string) => {
    await writeFile(join(dir, 'signed.txt'), signed)
    const args = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-keyform',
      'DER',
      '-inkey',
      'key.der',
      '-rawin',
      '-in',
      'signed.txt',
      '-sigfile',
      'signed.sig',
    ]
    return spawnSync('openssl', args, { cwd: dir }).status
  }
  expect(await check(text)).toBe(0)
  expect(await check(text.replace('\n1\n', '\n2\n'))).not.toBe(0)
})
