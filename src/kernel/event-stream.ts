/**
 * Server-sent events (WHATWG HTML, section 9.2): tells `read()` as an event each time it changes, until `isOver`, the reader
 * leaves, or `read` throws. A comment every 15 seconds keeps proxies from hanging up. After `readsMax` readings the stream ends
 * and the browser opens the next one by itself: one request may ask D1 no more than 1,000 questions.
 */
export function followByEvents<T>(
  eventName: string,
  follow: { read(): Promise<T>; isOver(value: T): boolean; signal: AbortSignal; everyMs?: number; readsMax?: number },
): Response {
  const encoder = new TextEncoder()
  const everyMs = follow.everyMs ?? 300
  const readsMax = follow.readsMax ?? 200
  let open = true
  const body = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      const tell = (text: string) => {
        if (open) controller.enqueue(encoder.encode(text))
      }
      let last = ''
      let quietMs = 0
      tell('retry: 500\n\n')
      try {
        for (let reads = 0; open && reads < readsMax && !follow.signal.aborted; reads++) {
          const value = await follow.read()
          const data = JSON.stringify(value)
          if (data !== last) tell(`event: ${eventName}\ndata: ${data}\n\n`)
          quietMs = data === last ? quietMs + everyMs : 0
          last = data
          if (follow.isOver(value)) break
          if (quietMs >= 15_000) {
            tell(': still here\n\n')
            quietMs = 0
          }
          await new Promise((resolve) => setTimeout(resolve, everyMs))
        }
      } catch {
        tell('event: failed\ndata: {}\n\n')
      }
      if (open) controller.close()
      open = false
    },
    cancel: () => {
      open = false
    },
  })
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  })
}
