import { outsideHeaders, visitOutside } from '../../kernel/outside-visit.ts'
import type { OutsideWorld } from '../../ports/outside-world.ts'

/**
 * The guarded way out. Names are resolved by the platform, beyond our reach, so only what the URL says is judged here. A name that
 * resolves to a private address leads nowhere: Workers run on Cloudflare's network, which has no way into anyone's private network
 * but a binding, and `global_fetch_strictly_public` sends also our own zone's names out through the front door.
 */
export const outsideWorld: OutsideWorld = {
  get: (url, limits) => visitOutside(url, { ...limits, ask }),
}

async function ask(url: URL, signal: AbortSignal) {
  const response = await fetch(url.href, { redirect: 'manual', signal, headers: outsideHeaders })
  return {
    status: response.status,
    header: (name: string) => response.headers.get(name),
    body: response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }),
  }
}
