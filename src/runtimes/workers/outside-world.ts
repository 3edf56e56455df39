import { outsideHeaders, visitOutside } from '../../kernel/outside-visit.ts'
import type { OutsideMessage, OutsideWorld } from '../../ports/outside-world.ts'

/**
 * The guarded way out. Names are resolved by the platform, beyond our reach, so only what the URL says is judged here. A name that
 * resolves to a private address leads nowhere: Workers run on Cloudflare's network, which has no way into anyone's private network
 * but a binding, and `global_fetch_strictly_public` sends also our own zone's names out through the front door.
 */
export const outsideWorld: OutsideWorld = {
  get: (url, limits) => visitOutside(url, { ...limits, ask }),
  post: (url, message, limits) =>
    visitOutside(url, { ...limits, staysHere: true, ask: (at, signal) => ask(at, signal, message) }),
}

async function ask(url: URL, signal: AbortSignal, message?: OutsideMessage) {
  const response = await fetch(url.href, {
    redirect: 'manual',
    signal,
    headers: { ...outsideHeaders, ...message?.headers },
    ...(message ? { method: 'POST', body: new Uint8Array(message.body) } : {}),
  })
  return {
    status: response.status,
    header: (name: string) => response.headers.get(name),
    body: response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }),
  }
}
