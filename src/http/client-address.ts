import ipaddr from 'ipaddr.js'

const plain = (address: string): string => (ipaddr.isValid(address) ? ipaddr.process(address).toString() : '')

/**
 * The address of whoever is before our own proxies. Each proxy appends the address it was reached from to X-Forwarded-For; what
 * stands further left than our proxies wrote is the visitor's own claim, and is not believed.
 */
export function clientAddress(socketAddress: string, forwardedFor: string | undefined, trustedProxies: number): string {
  if (trustedProxies === 0) return plain(socketAddress)
  const chain = (forwardedFor ?? '').split(',').map((part) => part.trim())
  return plain(chain.at(-trustedProxies) ?? '') || plain(socketAddress)
}
