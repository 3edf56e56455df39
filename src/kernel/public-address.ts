import ipaddr from 'ipaddr.js'
import { invalid } from './errors.ts'

/** IANA has given out no other IPv6 unicast space; what lies outside may be wired to the inside (IPv4-compatible ::/96, for one). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** Azure's platform services answer each virtual machine at this address, although it is written like a public one. */
const cloudInside = new Set(['168.63.129.16'])
/** Names that a machine or a local network answers by itself (RFC 6761, RFC 6762, RFC 8375, ICANN's private-use name). */
const insideNames = /(^|\.)(localhost|local|internal|home\.arpa)$/

/**
 * Whether a textual IP address is public unicast. IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4, Teredo) never are:
 * where they lead is up to a gateway that we don't know.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || cloudInside.has(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.kind() === 'ipv6' && !(parsed as ipaddr.IPv6).match(globalUnicast)) return false
  return parsed.range() === 'unicast'
}

/** The IP address that a URL names instead of a host, without the brackets of IPv6; null if it names a host. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(host) ? host : null
}

/**
 * Reads a URL that somebody else has named, and judges all of it that can be judged without asking a name server. The URL parser
 * has already turned every odd spelling of an IPv4 address (decimal, octal, hexadecimal, short, full-width) into the usual one.
 *
 * Throws Invalid `address_refused`.
 */
export function outsideUrl(text: string, base?: URL, ports: readonly number[] = [80, 443]): URL {
  const url = URL.parse(text, base)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw refused('is not http or https')
  if (url.username || url.password) throw refused('carries credentials')
  if (url.port && !ports.includes(Number(url.port))) throw refused('names a port that is not for the web')
  const literal = literalAddress(url)
  if (literal ? !isPublicAddress(literal) : !isPublicName(url.hostname)) throw refused('is not public')
  return url
}

/** A name without a dot is searched for in the local domain. */
function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '')
  return name.includes('.') && !insideNames.test(name)
}

const refused = (why: string) => invalid('address_refused', `The address ${why}`)
