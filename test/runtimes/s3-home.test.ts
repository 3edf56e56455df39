import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeToken } from '../../src/domains/accounts/index.ts'
import type { LeasedJob } from '../../src/jobs/contract.ts'
import { runNextJob } from '../../src/jobs/runner.ts'
import { s3Client } from '../../src/runtimes/node/s3-blobs.ts'
import { makePicture } from '../kit/pictures.ts'
import { startS3 } from '../kit/s3.ts'
import { draftOf, openWorld, registerWork, type World } from '../kit/world.ts'

let world: World
let store: Awaited<ReturnType<typeof startS3>>

beforeAll(async () => {
  store = await startS3()
  const login = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = s3Client({ endpoint: store.url, region: 'us-east-1', pathStyle: true, ...login })
  await client.send(new CreateBucketCommand({ Bucket: 'qianyin' }))
  client.destroy()
  world = await openWorld({
    QIANYIN_S3_BUCKET: 'qianyin',
    QIANYIN_S3_ENDPOINT: store.url,
    QIANYIN_S3_REGION: 'us-east-1',
    QIANYIN_S3_ACCESS_KEY_ID: login.accessKeyId,
    QIANYIN_S3_SECRET_ACCESS_KEY: login.secretAccessKey,
  })
})
afterAll(async () => {
  await world.close()
  await store.stop()
})

test('with an S3 store, a picture is registered, found again and served, and nothing of it stays on the disk', async () => {
  const lin = await world.signUp('lin')
  const path = await makePicture(world.dir, 1)
  const file = await lin.file(path)
  expect(file.state).toBe('ready')
  const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
  const copy = join(world.dir, 'copy.jpg')
  await sharp(path).resize(240).jpeg({ quality: 50 }).toFile(copy)
  const check = await lin.call('POST', '/api/checks', { fileId: (await lin.file(copy)).id })
  await world.work()
  const { body } = await lin.call('GET', `/api/checks/${check.body.id}`)
  expect(body.matches).toMatchObject([{ workId: work.id }])
  const part = await lin.fetch('GET', `/api/files/${file.id}/content`, { headers: { Range: 'bytes=10-99' } })
  expect(Buffer.from(await part.arrayBuffer())).toEqual((await readFile(path)).subarray(10, 100))
  expect(readdirSync(world.dir)).not.toContain('blobs')
  expect(readdirSync(join(world.dir, 'tmp'))).toEqual([])
  expect(world.errors).toEqual([])
})

test('a media worker elsewhere is sent to the store for its bytes, by an address that needs no token and soon ends', async () => {
  const lin = await world.signUp('lin-remote')
  const path = await makePicture(world.dir, 2)
  const uploadId = await lin.upload(path)
  expect((await lin.call('POST', '/api/files', { uploadId })).status).toBe(201)
  const runner = { ...world.home.runner, exceptNames: ['fingerprints.examine'] }
  while (await runNextJob(world.home.base, runner, new AbortController().signal)) {
    // All but what the worker elsewhere is to do.
  }
  const { secret } = await makeToken(
    {
      ...world.home.base,
      actor: { kind: 'operator', organisationId: 'org_platform' },
      requestId: 'test',
      caller: { address: '', userAgent: '' },
    },
    { name: 'worker', scopes: ['media_jobs'], expiresInDays: 1 },
  )
  const authorization = { Authorization: `Bearer ${secret}` }
  const leased = await world.anonymous.call('POST', '/api/jobs/leases', undefined, authorization)
  const { id, lease, object } = leased.body.job as LeasedJob
  const bytes = await readFile(path)
  expect(object).toEqual({ kind: 'image', sizeBytes: bytes.length })
  const answer = await world.anonymous.fetch('GET', `/api/jobs/${id}/content`, {
    headers: { ...authorization, 'Qianyin-Lease': lease },
  })
  const address = new URL(answer.headers.get('location') ?? '')
  expect([answer.status, address.origin, address.searchParams.get('X-Amz-Expires')]).toEqual([307, store.url, '900'])
  expect(address.href).not.toContain(secret)
  const part = await fetch(address, { headers: { Range: 'bytes=100-' } })
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(100)])
})
