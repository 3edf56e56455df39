import { AppError, invalid } from './errors.ts'
import { outsideUrl } from './public-address.ts'

const redirectsMax = 5
const redirectStatuses = new Set([301, 302, 303, 307, 308])

/** The headers of every request to the outside. Bodies are asked for as they are, so that a small one can't unfold into a large one. */
export const outsideHeaders = { Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': 'Qianyin' }

export interface OutsideResponse {
  status: number
  header(name: 'location' | 'content-type' | 'content-length'): string | null
  body: AsyncIterable<Uint8Array>
}

export interface OutsideVisit {
  bytesMax: number
  timeoutMs: number
  ports?: readonly number[]
  /** A redirect is an answer like any other. */
  staysHere?: boolean
  /** One request, no redirect followed; lets go of its connection when `signal` aborts, which it does at the end of the visit. */
  ask(url: URL, signal: AbortSignal): Promise<OutsideResponse>
}

/**
 * Follows an address to where it leads, within limits that count for the whole way, and judges each step anew.
 *
 * Throws Invalid `address_refused`, `answer_too_large`, `too_many_redirects`, and Unavailable `outside_unreachable`.
 */
export async function visitOutside(address: string, visit: OutsideVisit) {
  const left = new AbortController()
  const signal = AbortSignal.any([left.signal, AbortSignal.timeout(visit.timeoutMs)])
  try {
    return await intime(follow(outsideUrl(address, undefined, visit.ports), visit, signal), signal)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('Unavailable', 'outside_unreachable', 'The address does not answer')
  } finally {
    left.abort()
  }
}

async function follow(start: URL, { ask, bytesMax, ports, staysHere }: OutsideVisit, signal: AbortSignal) {
  let url = start
  for (let redirects = 0; redirects <= redirectsMax; redirects++) {
    const response = await ask(url, signal)
    const isRedirect = !staysHere && redirectStatuses.has(response.status)
    const location = isRedirect ? response.header('location') : null
    if (location === null) {
      const body = await readUpTo(bytesMax, response)
      return { status: response.status, url: url.href, mimeType: mimeType(response.header('content-type')), body }
    }
    url = outsideUrl(location, url, ports)
  }
  throw invalid('too_many_redirects', 'The address leads on and on')
}

async function readUpTo(bytesMax: number, response: OutsideResponse): Promise<Uint8Array> {
  const tooLarge = () => invalid('answer_too_large', 'The answer is too large', { bytesMax })
  if (Number(response.header('content-length')) > bytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of response.body) {
    sizeBytes += chunk.length
    if (sizeBytes > bytesMax) throw tooLarge()
    chunks.push(chunk)
  }
  const whole = new Uint8Array(sizeBytes)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole
}

const mimeType = (contentType: string | null) =>
  contentType?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream'

/** A name server that keeps silent can't be aborted, only left. */
function intime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
  return Promise.race([work, late])
}
