import type { D1Database, R2Bucket } from '@cloudflare/workers-types'
import { AppError } from '../../src/kernel/errors.ts'
import type { Statement } from '../../src/ports/db.ts'
import { d1Db } from '../../src/runtimes/workers/d1-db.ts'
import { workersPasswords } from '../../src/runtimes/workers/passwords.ts'
import { r2Blobs } from '../../src/runtimes/workers/r2-blobs.ts'
import { fromWire, toWire, type WireError, type WireStatement } from './wire.ts'

interface Env {
  DB: D1Database
  FILES: R2Bucket
}

const fromWireStatement = ({ sql, params }: WireStatement): Statement => ({ sql, params: params.map(fromWire) })

/** Gives the ports of this home to the contract suites, which run outside of workerd. */
// biome-ignore lint/style/noDefaultExport: workerd takes the entry's default export
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await answer(request, env)
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      const known = error instanceof AppError ? { kind: error.kind, code: error.code } : {}
      return Response.json({ name, message, ...known } satisfies WireError, { status: 500 })
    }
  },
}

async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const db = d1Db(env.DB)
  const blobs = r2Blobs(env.FILES)
  const key = JSON.parse(searchParams.get('key') ?? '""') as string
  const contentType = request.headers.get('Content-Type') ?? ''
  switch (`${request.method} ${pathname}`) {
    case 'POST /db/rows': {
      const rows = await db.rows(fromWireStatement(await request.json()))
      return Response.json(rows.map((row) => row.map(toWire)))
    }
    case 'POST /db/batch': {
      const statements = (await request.json()) as WireStatement[]
      return Response.json(await db.batch(statements.map(fromWireStatement)))
    }
    case 'POST /passwords/hash':
      return Response.json(await workersPasswords.hash(await request.json()))
    case 'POST /passwords/verify': {
      const [stored, password] = (await request.json()) as [string, string]
      return Response.json(await workersPasswords.verify(stored, password))
    }
    case 'PUT /blobs/bytes':
      return Response.json(await blobs.putIfAbsent(key, new Uint8Array(await request.arrayBuffer()), contentType))
    case 'PUT /blobs/stream': {
      const empty = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
      return Response.json(await blobs.putIfAbsent(key, request.body ?? empty, contentType))
    }
    case 'GET /blobs': {
      const [start, end] = [searchParams.get('start'), searchParams.get('end')]
      const found = await blobs.get(
        key,
        start === null || end === null ? undefined : { start: Number(start), end: Number(end) },
      )
      if (!found) return new Response(null, { status: 404 })
      const { body, sizeBytes, contentType: type } = found
      return new Response(body, { headers: { 'Content-Type': type, 'X-Size-Bytes': String(sizeBytes) } })
    }
    case 'GET /blobs/head':
      return Response.json(await blobs.head(key))
    case 'DELETE /blobs':
      await blobs.remove(key)
      return new Response(null, { status: 204 })
    default:
      return new Response(null, { status: 405 })
  }
}
