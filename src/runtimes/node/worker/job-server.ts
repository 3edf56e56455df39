import { z } from 'zod'
import { LeaseAnswer, type LeasedJob } from '../../../jobs/contract.ts'
import { AppError } from '../../../kernel/errors.ts'
import { openApi } from '../cli/api.ts'
import type { ApiAddress } from '../cli/api-address.ts'
import { refusalFrom, unreachable } from '../cli/api-answers.ts'

/** The server that lends jobs. Every failure is an AppError. */
export interface JobServer {
  lease(): Promise<LeasedJob | null>
  progress(job: LeasedJob, fraction: number, step: string): Promise<void>
  /** The bytes of the job's object from `start` on. */
  content(job: LeasedJob, start: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
  complete(job: LeasedJob, made: { fingerprint: Uint8Array; poster: Uint8Array | null }): Promise<void>
  fail(job: LeasedJob, failure: { kind: 'Invalid' | 'Unavailable'; code: string; message: string }): Promise<void>
}

const requestTimeoutMs = 600_000
const nothing = z.unknown()

export function openJobServer(address: ApiAddress): JobServer {
  const { origin, token } = address
  const api = openApi(address)
  const at = (job: LeasedJob, what: string) => `/api/jobs/${encodeURIComponent(job.id)}/${what}`
  const authorization = { Authorization: `Bearer ${token}` }

  async function send(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, redirect: 'manual' })
    } catch (error) {
      throw init.signal?.aborted && init.signal.reason instanceof AppError
        ? init.signal.reason
        : unreachable(new URL(url).origin, error)
    }
  }

  async function accepted(response: Response, from: string): Promise<Response> {
    if (response.ok) return response
    const text = await response.text().catch(() => '')
    throw refusalFrom({ origin: from, status: response.status, text, header: (name) => response.headers.get(name) })
  }

  return {
    lease: async () => (await api.post('/api/jobs/leases', LeaseAnswer)).job,

    progress: async (job, fraction, step) => {
      await api.put(at(job, 'progress'), nothing, { lease: job.lease, fraction, step })
    },

    async content(job, start, signal) {
      const range = start > 0 ? { Range: `bytes=${start}-` } : undefined
      const first = await send(`${origin}${at(job, 'content')}`, {
        headers: { ...authorization, ...range, 'Qianyin-Lease': job.lease },
        signal,
      })
      const elsewhere = first.status === 307 ? storeAddress(first.headers.get('Location'), origin) : null
      // The address carries its own signature: the token stays here.
      const response = elsewhere ? await send(elsewhere, { ...(range && { headers: range }), signal }) : first
      await accepted(response, elsewhere ? new URL(elsewhere).origin : origin)
      if (!response.body || (start > 0 && response.status !== 206)) {
        throw new AppError(
          'Unavailable',
          'api_answer_unknown',
          'The bytes were not given from where they were asked for',
        )
      }
      return response.body
    },

    async complete(job, { fingerprint, poster }) {
      const body = new FormData()
      body.set('lease', job.lease)
      body.set('fingerprint', blobOf(fingerprint))
      if (poster) body.set('poster', blobOf(poster))
      const signal = AbortSignal.timeout(requestTimeoutMs)
      const url = `${origin}${at(job, 'completion')}`
      await accepted(await send(url, { method: 'POST', headers: authorization, body, signal }), origin)
    },

    fail: async (job, failure) => {
      await api.post(at(job, 'failure'), nothing, { lease: job.lease, ...failure })
    },
  }
}

// The bytes are never in shared memory, which the type would allow and Blob does not take.
const blobOf = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>])

/** A store is reached by TLS, unless the server itself is not. */
function storeAddress(location: string | null, origin: string): string {
  const url = location && URL.canParse(location) ? new URL(location) : null
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && origin.startsWith('http:'))) return url.href
  throw new AppError('Unavailable', 'api_redirected', `${origin} sends us to an address that is not https`)
}
