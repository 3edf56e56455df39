import type { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import type { HttpRequest } from '@smithy/types'

/**
 * The address of one object, signed in its query for `seconds` (AWS Signature Version 4, "Authenticating requests: using query
 * parameters"). Nothing is sent: the client builds the request, and it is caught before it goes out.
 */
export async function signedAddress(client: S3Client, command: GetObjectCommand, seconds: number): Promise<string> {
  const { credentials, region, sha256 } = client.config
  const signer = new SignatureV4({
    service: 's3',
    uriEscapePath: false,
    applyChecksum: false,
    credentials,
    region,
    sha256,
  })
  const { protocol, hostname, port, path } = await requestOf(client, command)
  const host = port === undefined ? hostname : `${hostname}:${port}`
  const headers = { host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }
  const signed = await signer.presign(
    { method: 'GET', protocol, hostname, path, headers, query: {}, ...(port === undefined ? {} : { port }) },
    { expiresIn: seconds },
  )
  const url = new URL(`${protocol}//${host}${signed.path}`)
  for (const [name, value] of Object.entries(signed.query ?? {})) url.searchParams.set(name, String(value))
  return url.href
}

class Caught extends Error {
  readonly request: HttpRequest
  constructor(request: HttpRequest) {
    super('This request is not sent')
    this.request = request
  }
}

async function requestOf(client: S3Client, command: GetObjectCommand): Promise<HttpRequest> {
  command.middlewareStack.add(
    () =>
      async ({ request }) => {
        throw new Caught(request as HttpRequest)
      },
    { step: 'build', priority: 'low', name: 'catchRequest' },
  )
  try {
    await client.send(command)
  } catch (error) {
    if (error instanceof Caught) return error.request
    throw error
  }
  throw new Error('The request was sent')
}
