import type { z } from 'zod'
import { AppError } from '../../../kernel/errors.ts'
import type { ApiAddress } from './api-address.ts'
import { jsonOf, pause, refusalFrom, unreachable, waitingOnce } from './api-answers.ts'

/** A registry that is reached over the network. Every answer is parsed; every failure is an AppError. */
export interface Api {
  get<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>>
  post<T extends z.ZodType>(path: string, answer: T, body?: unknown): Promise<z.output<T>>
  put<T extends z.ZodType>(path: string, answer: T, body: unknown): Promise<z.output<T>>
  delete<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>>
  /** What is no JSON, as it comes. */
  bytes(path: string): Promise<Uint8Array>
  /** Uploads a file of this machine and returns the upload's id. */
  upload(path: string): Promise<string>
}

const requestTimeoutMs = 120_000
/** How long a server that has answered before may be away: 31 seconds. */
const retryDelaysMs = [1000, 2000, 4000, 8000, 16_000]

/** Speaks to a server. Follows no redirect: the token goes to this address or nowhere. */
export function openApi({ origin, token }: ApiAddress): Api {
  let hasAnswered = false

  async function send(method: string, path: string, body: unknown): Promise<Response> {
    const headers = {
      Authorization: `Bearer ${token}`,
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    }
    const signal = AbortSignal.timeout(requestTimeoutMs)
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    try {
      const response = await fetch(`${origin}${path}`, { method, headers, ...text, redirect: 'manual', signal })
      hasAnswered = true
      return response
    } catch (error) {
      throw unreachable(origin, error)
    }
  }

  async function bytesOf(path: string): Promise<Uint8Array> {
    const response = await send('GET', path, undefined)
    const refusal = (text: string) =>
      refusalFrom({ origin, status: response.status, text, header: (name) => response.headers.get(name) })
    if (!response.ok) throw refusal(await response.text())
    return new Uint8Array(await response.arrayBuffer())
  }

  async function once(method: string, path: string, body: unknown): Promise<unknown> {
    const response = await send(method, path, body)
    const text = await response.text().catch((error: unknown) => {
      throw unreachable(origin, error)
    })
    if (response.ok) return text === '' ? null : jsonOf(text)
    throw refusalFrom({ origin, status: response.status, text, header: (name) => response.headers.get(name) })
  }

  /** Asking again changes nothing only where nothing is changed. */
  async function patiently(method: string, path: string, body: unknown): Promise<unknown> {
    for (const delayMs of method === 'GET' ? retryDelaysMs : []) {
      try {
        return await once(method, path, body)
      } catch (error) {
        if (!hasAnswered || !(error instanceof AppError) || error.code !== 'api_unreachable') throw error
        await pause(delayMs)
      }
    }
    return once(method, path, body)
  }

  async function call<T extends z.ZodType>(method: string, path: string, answer: T, body?: unknown) {
    const given = await waitingOnce(() => patiently(method, path, body))
    const parsed = answer.safeParse(given)
    if (parsed.success) return parsed.data
    throw new AppError(
      'Unavailable',
      'api_answer_unknown',
      `${origin} answers in a way that this version does not know`,
    )
  }

  return {
    get: (path, answer) => call('GET', path, answer),
    post: (path, answer, body) => call('POST', path, answer, body),
    put: (path, answer, body) => call('PUT', path, answer, body),
    delete: (path, answer) => call('DELETE', path, answer),
    bytes: (path) => waitingOnce(() => bytesOf(path)),
    upload: async (path) => {
      const { uploadFile } = await import('./api-upload.ts')
      return uploadFile({ origin, token }, path)
    },
  }
}

/** Reads again and again, ever more slowly, until it is over. */
export async function until<T>(read: () => Promise<T>, isOver: (value: T) => boolean): Promise<T> {
  for (let waitMs = 150; ; waitMs = Math.min(2000, waitMs * 1.5)) {
    const value = await read()
    if (isOver(value)) return value
    await pause(waitMs)
  }
}
