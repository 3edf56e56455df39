import type { Blobs } from '../../src/ports/blobs.ts'
import type { Db, Statement } from '../../src/ports/db.ts'
import type { Passwords } from '../../src/ports/passwords.ts'
import { fromWire, toWire, type WireError } from './wire.ts'

export interface WorkerdPorts {
  db: Db
  blobs: Blobs
  passwords: Passwords
}

type Fetch = (url: string, init?: RequestInit & { duplex?: 'half' }) => Promise<Response>

/** The ports as `ports-worker.ts` keeps them inside of workerd. */
export function portsClient(fetch: Fetch): WorkerdPorts {
  async function ask(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
    const response = await fetch(`http://ports.test${path}`, init).catch((error: unknown) => {
      // fetch wraps the error of a body that breaks.
      throw error instanceof Error && error.cause instanceof Error ? error.cause : error
    })
    if (response.status !== 500) return response
    const { message, ...rest } = (await response.json()) as WireError
    throw Object.assign(new Error(message), rest)
  }
  const tell = async (path: string, body: unknown) =>
    (await ask(path, { method: 'POST', body: JSON.stringify(body) })).json()
  const wire = ({ sql, params }: Statement) => ({ sql, params: params.map(toWire) })
  const at = (key: string, range?: { start: number; end: number }) => {
    const query = new URLSearchParams({ key: JSON.stringify(key) })
    if (range) for (const side of ['start', 'end'] as const) query.set(side, String(range[side]))
    return `?${query}`
  }

  return {
    db: {
      rows: async (statement) => {
        const rows = (await tell('/db/rows', wire(statement))) as Parameters<typeof fromWire>[0][][]
        return rows.map((row) => row.map(fromWire))
      },
      batch: async (statements) => (await tell('/db/batch', statements.map(wire))) as number[],
    },
    passwords: {
      hash: async (password) => (await tell('/passwords/hash', password)) as string,
      verify: async (stored, password) => (await tell('/passwords/verify', [stored, password])) as boolean,
    },
    blobs: {
      putIfAbsent: async (key, body, contentType) => {
        const path = body instanceof Uint8Array ? '/blobs/bytes' : '/blobs/stream'
        const headers = { 'Content-Type': contentType }
        const sent = body as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>
        const answer = await ask(path + at(key), { method: 'PUT', body: sent, headers, duplex: 'half' })
        return (await answer.json()) as boolean
      },
      get: async (key, range) => {
        const answer = await ask(`/blobs${at(key, range)}`)
        if (answer.status === 404 || !answer.body) return null
        const contentType = answer.headers.get('Content-Type') ?? ''
        return { body: answer.body, sizeBytes: Number(answer.headers.get('X-Size-Bytes')), contentType }
      },
      head: async (key) => (await (await ask(`/blobs/head${at(key)}`)).json()) as Awaited<ReturnType<Blobs['head']>>,
      remove: async (key) => {
        await ask(`/blobs${at(key)}`, { method: 'DELETE' })
      },
      signedAddress: async () => null,
    },
  }
}
