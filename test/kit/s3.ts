import { crc32 } from 'node:zlib'
import { buildApp } from 'fauxqs'

/**
 * fauxqs takes no notice of `If-None-Match: *` on writes and believes every checksum, so what S3 does with them is added here:
 * 412 once the key exists, 400 for other bytes than were summed. The hook runs after the body has come and in one turn
 * with the handler, so no other write gets between.
 */
export async function startS3(): Promise<{ url: string; stop(): Promise<void> }> {
  const app = buildApp({ logger: false })
  const existing = new Set<string>()
  app.addHook('preHandler', (request, reply, done) => {
    const { pathname, searchParams } = new URL(request.url, 'http://s3')
    const part = searchParams.has('partNumber') || searchParams.has('uploads')
    const writes = !part && (request.method === 'PUT' || request.method === 'POST')
    if (writes && request.headers['if-none-match'] === '*' && existing.has(pathname))
      return void reply.code(412).type('application/xml').send('<Error><Code>PreconditionFailed</Code></Error>')
    const sum = request.headers['x-amz-checksum-crc32']
    if (Buffer.isBuffer(request.body) && sum !== undefined && sum !== crc32Of(request.body))
      return void reply.code(400).type('application/xml').send('<Error><Code>BadDigest</Code></Error>')
    if (writes) existing.add(pathname)
    if (request.method === 'DELETE' && !searchParams.has('uploadId')) existing.delete(pathname)
    done()
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, stop: () => app.close() }
}

function crc32Of(bytes: Buffer): string {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum.toString('base64')
}
