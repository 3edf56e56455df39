/**
 * One upload of 2 GiB (or `bench/upload.ts MIB`) over loopback through the upload door, against a bare Node server that pipes the
 * same request into a file and syncs it. Then the digest and the store step, with how long the event loop was kept waiting.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { serve } from '@hono/node-server'
import { diskBlobs } from '../src/runtimes/node/disk-blobs.ts'
import { localFiles } from '../src/runtimes/node/local-files.ts'
import { uploadDoor } from '../src/runtimes/node/uploads.ts'

const PATH = '/api/uploads'
const MIB = 1 << 20

if (process.send) await serverSide(process.argv[2] ?? '', process.argv[3] ?? '')
else await clientSide(Number(process.argv[2] ?? 2048) * MIB)

async function serverSide(kind: string, dir: string): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let rssPeakBytes = 0
  const sampling = setInterval(() => (rssPeakBytes = Math.max(rssPeakBytes, process.memoryUsage.rss())), 50)
  process.on('message', () => {
    clearInterval(sampling)
    const delayMs = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }
    process.send?.({ rssPeakMiB: Math.round(rssPeakBytes / MIB), delayMs }, () => process.exit())
  })
  const tell = ({ port }: { port: number }) => process.send?.({ port })
  if (kind === 'door') {
    const door = uploadDoor({ dir, sizeBytesMax: 2 ** 40, path: PATH })
    const uploader = { organisationId: 'org_bench', requestId: 'bench' }
    serve({ fetch: (request) => door.handle(request, uploader), port: 0, hostname: '127.0.0.1' }, tell)
    return
  }
  const bare = createServer(async (request, response) => {
    await pipeline(request, createWriteStream(join(dir, 'bare'), { flush: true }))
    response.writeHead(204).end()
  })
  bare.listen(0, '127.0.0.1', () => tell(bare.address() as { port: number }))
}

async function clientSide(sizeBytes: number): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'bench-upload-'))
  try {
    const bare = await measure('bare', data, sizeBytes)
    await rm(join(data, 'bare'), { force: true })
    const uploadsDir = join(data, 'uploads')
    const door = await measure('door', uploadsDir, sizeBytes)
    console.log(`upload: ${rate(sizeBytes, door.seconds)} against ${rate(sizeBytes, bare.seconds)} of a bare server:`)
    console.log(`  takes ${(door.seconds / bare.seconds).toFixed(2)} times as long`)
    console.log(`  memory peak ${door.rssPeakMiB} MiB against ${bare.rssPeakMiB} MiB; ${waits(door.delayMs)}`)
    await measureStoring(data, uploadsDir, door.uploadId, sizeBytes)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function measure(kind: 'bare' | 'door', dir: string, sizeBytes: number) {
  const child = fork(import.meta.filename, [kind, dir])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const origin = `http://127.0.0.1:${port}`
  const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(sizeBytes) }
  const begun = kind === 'door' ? await fetch(origin + PATH, { method: 'POST', headers }) : null
  const location = begun?.headers.get('location') ?? '/'
  const startedMs = performance.now()
  await send(origin + location, sizeBytes)
  const seconds = (performance.now() - startedMs) / 1000
  child.send('report')
  const [report] = (await once(child, 'message')) as [{ rssPeakMiB: number; delayMs: { p99: number; max: number } }]
  return { ...report, seconds, uploadId: location.split('/').at(-1) ?? '' }
}

async function send(url: string, sizeBytes: number): Promise<void> {
  const request = httpRequest(url, {
    method: 'PATCH',
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': 0,
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': sizeBytes,
    },
  })
  const piece = Buffer.alloc(MIB, 'qianyin')
  const pieces = function* () {
    for (let sent = 0; sent < sizeBytes; sent += piece.length) yield piece.subarray(0, sizeBytes - sent)
  }
  const answered = once(request, 'response')
  await pipeline(Readable.from(pieces(), { objectMode: false }), request)
  const [response] = await answered
  response.resume()
  if (response.statusCode !== 204) throw new Error(`The server answered ${response.statusCode}`)
}

async function measureStoring(data: string, uploadsDir: string, uploadId: string, sizeBytes: number): Promise<void> {
  const files = localFiles({ uploadsDir, tempDir: join(data, 'tmp'), blobs: diskBlobs(join(data, 'objects')) })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let startedMs = performance.now()
  await files.withUpload(uploadId, (source) => files.digest(source, () => undefined))
  const digestSeconds = (performance.now() - startedMs) / 1000
  delay.disable()
  const readSeconds = await plainRead(join(uploadsDir, uploadId))
  const delayMs = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }
  console.log(`digest (SHA-256 and SM3): ${rate(sizeBytes, digestSeconds)}, ${waits(delayMs)}`)
  console.log(`  takes ${(digestSeconds / readSeconds).toFixed(2)} times as long as reading the file`)
  startedMs = performance.now()
  await files.storeUpload(uploadId, 'objects/bench', 'video/mp4')
  console.log(`store: ${(performance.now() - startedMs).toFixed(0)} ms`)
}

async function plainRead(path: string): Promise<number> {
  const startedMs = performance.now()
  const handle = await open(path, 'r')
  const buffer = Buffer.alloc(MIB)
  for (let read = 1; read > 0; ) read = (await handle.read(buffer, 0, buffer.length, null)).bytesRead
  await handle.close()
  return (performance.now() - startedMs) / 1000
}

function rate(sizeBytes: number, seconds: number): string {
  return `${Math.round(sizeBytes / MIB / seconds)} MiB/s`
}

function waits({ p99, max }: { p99: number; max: number }): string {
  return `event loop waits ${p99.toFixed(1)} ms (99 %), ${max.toFixed(1)} ms at most`
}
