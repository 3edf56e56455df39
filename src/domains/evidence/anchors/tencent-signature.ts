import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, toHex, utf8 } from '../log/bytes.ts'

export interface TencentCall {
  service: string
  host: string
  action: string
  payload: Uint8Array
  /** Seconds since 1970. */
  at: number
}

const contentType = 'application/json; charset=utf-8'
const signedHeaders = 'content-type;host;x-tc-action'

const keyed = (key: Uint8Array, text: string): Bytes => hmac(sha256, key, utf8(text)) as Bytes

/** The headers of a signed call (Tencent Cloud API, signature method TC3-HMAC-SHA256). */
export function tencentHeaders(
  { service, host, action, payload, at }: TencentCall,
  { id, secret }: { id: string; secret: string },
): Record<string, string> {
  const date = new Date(at * 1000).toISOString().slice(0, 10)
  const scope = `${date}/${service}/tc3_request`
  const request = [
    'POST',
    '/',
    '',
    `content-type:${contentType}`,
    `host:${host}`,
    `x-tc-action:${action.toLowerCase()}`,
    '',
    signedHeaders,
    toHex(sha256(payload)),
  ].join('\n')
  const toSign = ['TC3-HMAC-SHA256', String(at), scope, toHex(sha256(utf8(request)))].join('\n')
  const key = keyed(keyed(keyed(utf8(`TC3${secret}`), date), service), 'tc3_request')
  return {
    'content-type': contentType,
    authorization: `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${signedHeaders}, Signature=${toHex(keyed(key, toSign))}`,
  }
}
