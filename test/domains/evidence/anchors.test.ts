import { createHash, createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anchorLog } from '../../../src/domains/evidence/anchors/anchor-log.ts'
import { btoeAnchor } from '../../../src/domains/evidence/anchors/btoe.ts'
import type { AnchorList } from '../../../src/domains/evidence/contract.ts'
import { keepLog } from '../../../src/domains/evidence/index.ts'
import { AppError } from '../../../src/kernel/errors.ts'
import type { OutsideWorld } from '../../../src/ports/outside-world.ts'
import { readConfig } from '../../../src/runtimes/node/config.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, registerWork, type World } from '../../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const keys = { id: 'AKIDexample', secret: 'a secret', region: 'ap-guangzhou' }
const nowMs = Date.UTC(2026, 10, 25, 23, 59, 50)
const clock = { nowMs: () => nowMs }

interface Call {
  action: string
  body: Record<string, string>
}

/** The service as its documents have it: answers by action, and refuses a signature that does not fit. */
function service(...answers: [action: string, answer: (call: Call) => object][]) {
  const calls: Call[] = []
  const outside: OutsideWorld = {
    get: () => Promise.reject(new Error('nothing is fetched')),
    post: async (url, { body, headers }) => {
      expect(url).toBe('https://btoe.tencentcloudapi.com/')
      const action = headers['x-tc-action'] ?? ''
      const text = new TextDecoder().decode(body)
      expect(headers.authorization).toBe(signedByTheDocuments(action, text))
      expect(headers).toMatchObject({ 'x-tc-version': '2021-05-14', 'x-tc-region': keys.region })
      const call = { action, body: JSON.parse(text) }
      calls.push(call)
      const answer = new Map(answers).get(action)?.(call) ?? { Error: { Code: 'InternalError', Message: 'down' } }
      const said = JSON.stringify({ Response: { RequestId: 'r-1', ...answer } })
      return { status: 200, url, mimeType: 'application/json', body: new TextEncoder().encode(said) }
    },
  }
  return { calls, outside }
}

/** TC3-HMAC-SHA256, written anew from its description with node:crypto. */
function signedByTheDocuments(action: string, payload: string): string {
  const date = new Date(nowMs).toISOString().slice(0, 10)
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const canonical = `POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:btoe.tencentcloudapi.com\nx-tc-action:${action.toLowerCase()}\n\ncontent-type;host;x-tc-action\n${hash(payload)}`
  const toSign = `TC3-HMAC-SHA256\n${Math.floor(nowMs / 1000)}\n${date}/btoe/tc3_request\n${hash(canonical)}`
  const signature = mac(mac(mac(mac(`TC3${keys.secret}`, date), 'btoe'), 'tc3_request'), toSign).toString('hex')
  return `TC3-HMAC-SHA256 Credential=${keys.id}/${date}/btoe/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=${signature}`
}

test('the newest checkpoint is handed in once a day, and what the chain says of it is published for good', async () => {
  const lin = await world.signUp('lin')
  const file = await lin.file(await makePicture(world.dir, 401))
  await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
  await keepLog(world.home.base)
  let onChain = false
  const { calls, outside } = service(
    ['CreateHashDeposit', () => ({ EvidenceId: 'evi-1', BusinessId: 'x' })],
    [
      'GetDepositInfo',
      ({ body }) => ({
        EvidenceId: body.EvidenceId,
        ...(onChain ? { EvidenceTxHash: 'ab12', EvidenceTime: '2026-11-26 08:00:00' } : {}),
      }),
    ],
  )
  const ctx = { ...world.home.base, anchor: btoeAnchor(keys, { outside, clock }) }
  await anchorLog(ctx)
  await anchorLog(ctx)
  expect(calls.map(({ action }) => action)).toEqual(['CreateHashDeposit', 'GetDepositInfo'])
  onChain = true
  await anchorLog(ctx)
  const { items } = (await world.anonymous.call('GET', '/log/anchors')).body as unknown as AnchorList
  expect(items).toMatchObject([
    { provider: 'btoe', evidenceId: 'evi-1', transaction: 'ab12', chainTime: '2026-11-26 08:00:00' },
  ])
  const note = await (await world.anonymous.fetch('GET', `/log/checkpoints/${items[0]?.checkpoint}`)).text()
  expect(items[0]?.sha256).toBe(createHash('sha256').update(note).digest('hex'))
  expect(calls[0]?.body).toEqual({
    EvidenceName: expect.stringMatching(/^checkpoint \d+$/),
    EvidenceHash: items[0]?.sha256,
    BusinessId: `checkpoint-${items[0]?.checkpoint}`,
  })
  await expect(
    world.home.db.batch([{ sql: "UPDATE log_anchors SET chain_time = 'x'", params: [] }]),
  ).rejects.toMatchObject({ code: 'log_is_append_only' })
})

test('a chain that is down or refuses delays nothing, and is not asked again at once', async () => {
  const { calls, outside } = service()
  const ctx = { ...world.home.base, anchor: btoeAnchor(keys, { outside, clock }) }
  await expect(ctx.anchor.holds('a'.repeat(64))).rejects.toMatchObject({ code: 'anchor_unreachable' })
  const lin = await world.signUp('mo')
  const file = await lin.file(await makePicture(world.dir, 402))
  await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
  await keepLog(ctx)
  world.later(25 * 3_600_000)
  await keepLog(ctx)
  const before = calls.length
  await keepLog(ctx)
  expect(calls.length).toBe(before)
  const refusing = service([
    'VerifyEvidenceHash',
    () => ({ Error: { Code: 'AuthFailure.SignatureFailure', Message: 'no' } }),
  ])
  const refused = btoeAnchor(keys, { outside: refusing.outside, clock }).holds('a'.repeat(64))
  await expect(refused).rejects.toBeInstanceOf(AppError)
  await expect(refused).rejects.toMatchObject({ kind: 'Conflict', code: 'anchor_refused' })
  const holding = service(['VerifyEvidenceHash', () => ({ Result: true })])
  await expect(btoeAnchor(keys, { outside: holding.outside, clock }).holds('a'.repeat(64))).resolves.toBe(true)
})

test('an anchor without keys does not start', () => {
  expect(() => readConfig({ QIANYIN_ANCHOR: 'btoe' })).toThrow('QIANYIN_ANCHOR_SECRET_ID')
})
