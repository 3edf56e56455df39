import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { diskBlobs } from '../../src/runtimes/node/disk-blobs.ts'
import { s3Blobs, s3Client } from '../../src/runtimes/node/s3-blobs.ts'
import { startS3 } from '../kit/s3.ts'
import { blobsContract } from './blobs.contract.ts'

blobsContract('disk', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'blobs-'))
  return { blobs: diskBlobs(dir), close: () => rm(dir, { recursive: true }) }
})

/** QIANYIN_TEST_S3 names another path-style server to run against, such as `http://127.0.0.1:9000`. */
const externalServer = process.env.QIANYIN_TEST_S3

it('tells a store that does not answer from an object that is not there', async () => {
  const server = await startS3()
  await server.stop()
  const client = s3Client({
    endpoint: server.url,
    region: 'x',
    accessKeyId: 'x',
    secretAccessKey: 'x',
    pathStyle: true,
  })
  const blobs = s3Blobs({ client, bucket: 'objects' })
  const failed = { kind: 'Unavailable', code: 'storage_unavailable' }
  await expect(blobs.head('a')).rejects.toMatchObject(failed)
  await expect(blobs.get('a')).rejects.toMatchObject(failed)
  await expect(blobs.putIfAbsent('a', new Uint8Array(1), 'text/plain')).rejects.toMatchObject(failed)
  await expect(blobs.remove('a')).rejects.toMatchObject(failed)
  client.destroy()
})

blobsContract('s3', async () => {
  const server = externalServer === undefined ? await startS3() : { url: externalServer, stop: async () => undefined }
  const client = s3Client({
    endpoint: server.url,
    region: 'us-east-1',
    accessKeyId: process.env.QIANYIN_TEST_S3_KEY ?? 'test',
    secretAccessKey: process.env.QIANYIN_TEST_S3_SECRET ?? 'test',
    pathStyle: true,
  })
  const bucket = `objects-${Date.now()}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return {
    blobs: s3Blobs({ client, bucket, prefix: 'qianyin/' }),
    async close() {
      client.destroy()
      await server.stop()
    },
  }
})
