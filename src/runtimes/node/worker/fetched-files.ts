import { createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { LeasedJob } from '../../../jobs/contract.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { MediaSource } from '../../../ports/media.ts'
import { pause } from '../cli/api-answers.ts'
import { piecesOf, temporaryName } from '../disk-blobs.ts'
import type { JobServer } from './job-server.ts'

/** A connection that is lost is taken up again where it broke, so often. */
const retriesMax = 5

/** The job's object as a file of this machine, which is there until `work` settles. */
export async function withFetchedObject<T>(
  server: JobServer,
  job: LeasedJob,
  { dir, signal }: { dir: string; signal: AbortSignal },
  work: (source: MediaSource) => Promise<T>,
): Promise<T> {
  const path = join(dir, temporaryName())
  try {
    await fetchTo(path, server, job, signal)
    return await work({ path })
  } finally {
    await rm(path, { force: true })
  }
}

async function fetchTo(path: string, server: JobServer, job: LeasedJob, signal: AbortSignal): Promise<void> {
  const { sizeBytes } = job.object
  for (let failures = 0; ; ) {
    const start = await sizeOf(path)
    if (start >= sizeBytes) return
    try {
      const pieces = piecesOf(await server.content(job, start, signal))
      await pipeline(
        upTo(sizeBytes - start, pieces),
        createWriteStream(path, { flags: start === 0 ? 'w' : 'r+', start }),
        { signal },
      )
      if ((await sizeOf(path)) < sizeBytes) throw broken('The bytes ended too early')
    } catch (error) {
      signal.throwIfAborted()
      const isAnswer = error instanceof AppError && error.kind !== 'Unavailable'
      if (isAnswer || ++failures > retriesMax) throw error
      await pause(500 * 2 ** failures)
    }
  }
}

async function* upTo(bytesMax: number, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = bytesMax
  for await (const piece of pieces) {
    left -= piece.length
    if (left < 0) throw broken('More bytes came than were told of')
    yield piece
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )
const broken = (words: string) => new AppError('Unavailable', 'api_answer_unknown', words)
