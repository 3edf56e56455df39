import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { addCheckpoint, type WitnessRole } from '../../../domains/evidence/witness/add-checkpoint.ts'

/** 64 lines of hashes and a checkpoint with a hundred signatures have less. */
const bodyBytesMax = 65_536
const plain = 'text/plain; charset=utf-8'

/** The HTTP of c2sp.org/tlog-witness: `add-checkpoint`, and what was cosigned last for whoever monitors. */
export function witnessServer(role: WitnessRole, onError: (error: unknown) => void): Server {
  const byHash = new Map(role.logs.map(({ name }) => [createHash('sha256').update(name).digest('hex'), name]))
  return createServer((request, response) => {
    answer(request).then(
      ({ status, type, body }) => response.writeHead(status, { 'Content-Type': type }).end(body),
      (error: unknown) => fail(error, response),
    )
  })

  async function answer(request: IncomingMessage): Promise<{ status: number; type: string; body: string }> {
    const path = (request.url ?? '').replace(/\?.*$/, '')
    if (path === '/add-checkpoint') {
      if (request.method !== 'POST') return { status: 405, type: plain, body: 'POST\n' }
      const body = await bodyOf(request)
      return body === null ? { status: 413, type: plain, body: 'too large\n' } : addCheckpoint(role, body)
    }
    const origin = byHash.get(/^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1] ?? '')
    const found = origin === undefined || request.method !== 'GET' ? null : await role.memory.latest(origin)
    return found ? { status: 200, type: plain, body: found.note } : { status: 404, type: plain, body: 'not found\n' }
  }

  function fail(error: unknown, response: ServerResponse): void {
    onError(error)
    if (response.headersSent) response.destroy()
    else response.writeHead(500, { 'Content-Type': plain }).end('failed\n')
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let sizeBytes = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    sizeBytes += piece.length
    if (sizeBytes > bodyBytesMax) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
