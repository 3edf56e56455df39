import { Worker } from 'node:worker_threads'
import { AppError } from '../../../kernel/errors.ts'
import type { PrintCertificate } from '../../../ports/certificates.ts'
import { fromWireError, type WireError } from '../media/media-messages.ts'

/** How long the thread stays for the next one: starting it costs more than keeping it. */
const idleMs = 10_000

interface Waiting {
  resolve(bytes: Uint8Array): void
  reject(error: unknown): void
}

interface Reply {
  id: number
  bytes?: Uint8Array
  error?: WireError
}

/** Prints in a thread that is there only while something is printed, and for ten seconds after. */
export function createPrinter(): { print: PrintCertificate; close(): Promise<void> } {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | undefined
  let ending: NodeJS.Timeout | undefined
  let count = 0

  const fail = (reason: unknown) => {
    const error = new AppError(
      'Unavailable',
      'certificate_printer_failed',
      `The certificate was not printed: ${reason}`,
    )
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
    thread = undefined
  }

  const start = (): Worker => {
    const started = new Worker(new URL('./print-worker.ts', import.meta.url))
    started.on('message', ({ id, bytes, error }: Reply) => {
      const one = waiting.get(id)
      waiting.delete(id)
      if (bytes) one?.resolve(bytes)
      else one?.reject(error ? fromWireError(error) : new Error('The printer answers nothing'))
      if (waiting.size > 0) return
      started.unref()
      ending = setTimeout(end, idleMs)
      ending.unref()
    })
    started.once('error', fail)
    started.once('exit', (code) => {
      if (thread === started) fail(`its thread ended with ${code}`)
    })
    return started
  }

  const end = () => {
    const ended = thread
    thread = undefined
    return ended?.terminate()
  }

  return {
    print: (certificate) =>
      new Promise((resolve, reject) => {
        clearTimeout(ending)
        thread ??= start()
        thread.ref()
        waiting.set(++count, { resolve, reject })
        thread.postMessage({ id: count, certificate })
      }),
    close: async () => {
      clearTimeout(ending)
      await end()
    },
  }
}
