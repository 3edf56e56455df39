import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Agent } from 'undici'
import { invalid } from '../../kernel/errors.ts'
import { type OutsideResponse, outsideHeaders, visitOutside } from '../../kernel/outside-visit.ts'
import { isPublicAddress, literalAddress } from '../../kernel/public-address.ts'
import type { OutsideMessage, OutsideWorld } from '../../ports/outside-world.ts'

/** For tests alone, which have no public address to go to: the product passes none of them. */
export interface OutsideWorldOptions {
  /** All addresses of a name. */
  resolve?: (hostname: string) => Promise<string[]>
  ports?: readonly number[]
  /** Where to connect in place of an address that was found public. */
  connectTo?: (address: string) => string
}

const askSystem = async (hostname: string) => (await lookup(hostname, { all: true })).map(({ address }) => address)

/** The guarded way out. It takes no proxy from the environment, keeps no cookies and no connections. */
export function outsideWorld({
  resolve = askSystem,
  ports,
  connectTo = (address) => address,
}: OutsideWorldOptions = {}): OutsideWorld {
  /** One public address among private ones proves nothing: whoever owns the name chooses which of them is tried. */
  async function publicAddresses(url: URL): Promise<string[]> {
    const literal = literalAddress(url)
    const addresses = literal ? [literal] : await resolve(url.hostname)
    if (!addresses.every(isPublicAddress)) throw invalid('address_refused', 'The address is not public')
    return addresses.map(connectTo)
  }

  async function ask(url: URL, signal: AbortSignal, message?: OutsideMessage): Promise<OutsideResponse> {
    const [addresses, { Agent, request }] = await Promise.all([publicAddresses(url), import('undici')])
    const agent = new Agent(onlyTo(addresses))
    if (signal.aborted) throw signal.reason
    signal.addEventListener('abort', () => void agent.destroy().catch(() => {}), { once: true })
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      signal,
      headers: { ...outsideHeaders, ...message?.headers },
      ...(message ? { method: 'POST', body: message.body } : {}),
    })
    // A body that is left unread ends with an error when its connection does.
    body.on('error', () => {})
    if (headers['content-encoding'] && headers['content-encoding'] !== 'identity')
      throw new Error('The answer is encoded, which was not asked for')
    return { status: statusCode, header: (name) => [headers[name]].flat()[0] ?? null, body }
  }

  const allowed = ports ? { ports } : {}
  return {
    get: (url, limits) => visitOutside(url, { ...limits, ...allowed, ask }),
    post: (url, message, limits) =>
      visitOutside(url, { ...limits, ...allowed, staysHere: true, ask: (at, signal) => ask(at, signal, message) }),
  }
}

/** Connects to these addresses and no other: the name is not asked for again, so that it can't change its answer (DNS rebinding). */
function onlyTo(addresses: string[]): Agent.Options {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return {
    pipelining: 0,
    allowH2: false,
    connect: {
      lookup: (hostname, { all }, done) => {
        const [first] = found
        if (!first) done(Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' }), [])
        else if (all) done(null, found)
        else done(null, first.address, first.family)
      },
    },
  }
}
