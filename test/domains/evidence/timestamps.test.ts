import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestTimestamp } from '../../../src/domains/evidence/index.ts'
import { certificatesOfPem } from '../../../src/domains/evidence/timestamps/certificates.ts'
import { httpAuthority } from '../../../src/domains/evidence/timestamps/http-authority.ts'
import { newNonce, timestampRequest } from '../../../src/domains/evidence/timestamps/request.ts'
import { responseOfToken, tokenOf, tokenOfResponse } from '../../../src/domains/evidence/timestamps/response.ts'
import { verifyTimestamp } from '../../../src/domains/evidence/timestamps/token.ts'
import { AppError } from '../../../src/kernel/errors.ts'
import { type DevelopmentAuthority, developmentAuthority } from '../../../src/runtimes/node/development-authority.ts'
import { hasOpenssl, outsideServer } from '../../kit/timestamps.ts'

const dir = mkdtempSync(join(tmpdir(), 'qianyin-timestamps-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const data = new TextEncoder().encode('第一集')
const digest = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error) => (error instanceof AppError ? error.code : Promise.reject(error)),
  )

describe.skipIf(!hasOpenssl)('a timestamp', () => {
  let authority: DevelopmentAuthority
  let sha256: Uint8Array
  let nonce: Uint8Array
  let response: Uint8Array
  let token: Uint8Array<ArrayBuffer>
  let roots: Uint8Array[]

  beforeAll(async () => {
    authority = await developmentAuthority(join(dir, 'authority'))
    sha256 = await digest(data)
    nonce = newNonce()
    response = await authority.answer(timestampRequest(sha256, nonce))
    token = tokenOfResponse(response)
    roots = certificatesOfPem(authority.root)
  })

  test('is verified by its bytes and the root alone, and says what OpenSSL says of it', async () => {
    const found = await verifyTimestamp(token, { sha256, nonce, roots })
    writeFileSync(join(dir, 'data'), data)
    writeFileSync(join(dir, 'response.tsr'), responseOfToken(token))
    writeFileSync(join(dir, 'root.pem'), authority.root)
    const openssl = (...args: string[]) => spawnSync('openssl', ['ts', ...args], { cwd: dir, encoding: 'utf8' })
    const judged = openssl('-verify', '-data', 'data', '-in', 'response.tsr', '-CAfile', 'root.pem')
    expect(judged.stdout).toContain('Verification: OK')
    const said = openssl('-reply', '-in', 'response.tsr', '-text').stdout
    const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(said)?.[1] ?? ''
    expect(found).toEqual({
      atMs: Date.parse(line('Time stamp')),
      accuracySeconds: 1,
      serial: line('Serial number').slice(2).toLowerCase(),
      policy: line('Policy OID'),
      authority: 'Qianyin development authority (not a third party)',
      certificateEndsAtMs: expect.any(Number),
    })
    const days = (found.certificateEndsAtMs - found.atMs) / 86_400_000
    expect(days).toBeGreaterThan(3649)
    expect(days).toBeLessThan(3651)
    expect(tokenOf(response)).toEqual(token)
    expect(tokenOf(token)).toEqual(token)
  })

  test('of other bytes, of another request or of an authority that is not trusted counts for nothing', async () => {
    const other = await digest(new TextEncoder().encode('第二集'))
    const stranger = await developmentAuthority(join(dir, 'stranger'))
    const code = (demand: Partial<Parameters<typeof verifyTimestamp>[1]>) =>
      refusal(verifyTimestamp(token, { sha256, nonce, roots, ...demand }))
    expect(await code({})).toBe('accepted')
    expect(await code({ sha256: other })).toBe('timestamp_imprint_differs')
    expect(await code({ nonce: newNonce() })).toBe('timestamp_nonce_differs')
    expect(await code({ roots: certificatesOfPem(stranger.root) })).toBe('timestamp_not_trusted')
    expect(await code({ roots: [] })).toBe('timestamp_not_trusted')
    const unasked = authority.answer(new Uint8Array([0x30, 0x00]))
    expect(await refusal(unasked.then(tokenOfResponse))).toBe('timestamp_refused')
  })

  test('is had from the first authority that gives one, over HTTP; what one of them lies about is not taken', async () => {
    const stranger = await developmentAuthority(join(dir, 'stranger'))
    const asked: string[] = []
    const away = await outsideServer(async (path, body) => {
      asked.push(path)
      const type = 'application/timestamp-reply'
      if (path.startsWith('down')) return { status: 503, body: 'maintenance' }
      if (path.startsWith('page')) return { body: '<p>welcome' }
      if (path.startsWith('nonsense')) return { type, body: 'nonsense' }
      if (path.startsWith('replay')) return { type, body: response }
      return { type, body: await (path.startsWith('stranger') ? stranger : authority).answer(body) }
    })
    const at = (host: string) => httpAuthority(away.address(host, '/tsa'), roots, away.outside)
    const bad = ['down', 'page', 'nonsense', 'replay', 'stranger'].map(at)
    const found = await requestTimestamp({ timestampAuthorities: [...bad, at('good'), at('spare')] }, sha256)
    expect(asked.map((path) => path.split('.')[0])).toEqual(['down', 'page', 'nonsense', 'replay', 'stranger', 'good'])
    expect(found).toMatchObject({ state: 'stamped', timestamp: { authority: expect.stringMatching(/development/) } })
    if (found.state === 'stamped') await verifyTimestamp(found.token, { sha256, roots })
    expect(await requestTimestamp({ timestampAuthorities: bad }, sha256)).toEqual({ state: 'pending' })
    expect(await requestTimestamp({ timestampAuthorities: [] }, sha256)).toEqual({ state: 'off' })
    away.close()
  })

  test('with any one byte changed, or cut anywhere, is refused with a word of ours, or says the same as before', async () => {
    const demand = { sha256, nonce, roots }
    const said = await verifyTimestamp(token, demand)
    const codes = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = token.slice()
        changed[at] = (changed[at] ?? 0) ^ change
        expect(await refusal(verifyTimestamp(token.slice(0, at), demand))).toBe('timestamp_malformed')
        // A signature does not cover what only carries it, such as certificates that are not needed (RFC 5652 section 5.4).
        const verdict = verifyTimestamp(changed, demand).then((found) => expect(found).toEqual(said))
        codes.add(await refusal(verdict))
      }),
      { numRuns: 60 },
    )
    expect([...codes]).toEqual(expect.arrayContaining(['timestamp_signature_wrong', 'timestamp_malformed']))
  })
})
