import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { type DetailedError, Upload, type UploadOptions } from 'tus-js-client'
import { AppError } from '../../../kernel/errors.ts'
import type { ApiAddress } from './api-address.ts'
import { refusalFrom, unreachable, waitingOnce } from './api-answers.ts'

const chunkBytes = 8 * 2 ** 20
/** Five minutes of tries; each byte that arrives starts the list anew. */
const retryDelaysMs = [0, 1000, 2000, 4000, 8000, ...Array.from({ length: 28 }, () => 10_000)]
/** A connection that has gone without a word. */
const silentMsMax = 120_000

/**
 * Uploads a file by the tus protocol and returns the upload's id. Once begun, it goes on after a lost connection from where the
 * server has its bytes. Throws Unavailable `api_unreachable`, `api_redirected`, and what the server refuses.
 */
export async function uploadFile({ origin, token }: ApiAddress, path: string): Promise<string> {
  const source = createReadStream(path)
  // Only its path is used: the library reads each part by itself.
  source.destroy()
  const upload = uploadOf(source, {
    endpoint: `${origin}/api/uploads`,
    headers: { Authorization: `Bearer ${token}` },
    metadata: { filename: basename(path) },
    chunkSize: chunkBytes,
    retryDelays: retryDelaysMs,
    storeFingerprintForResuming: false,
    // The server names the address of the upload; the token goes nowhere but to the server.
    onBeforeRequest: (request) => {
      if (new URL(request.getURL()).origin !== origin) throw redirected(origin)
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0
      if (error.causingError instanceof AppError || upload.url === null) return false
      return status === 0 || status >= 500 || status === 409 || status === 423
    },
  })
  await waitingOnce(() => finished(upload, origin))
  return upload.url?.split('/').at(-1) ?? ''
}

// The types know the browser's files only; in Node the library takes a stream of fs.
const uploadOf = (source: unknown, options: UploadOptions) => new Upload(source as Buffer, options)

/** Starts the upload, or goes on with it. */
function finished(upload: Upload, origin: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heardAtMs = Date.now()
    const watching = setInterval(() => {
      if (Date.now() - heardAtMs < silentMsMax) return
      heardAtMs = Date.now()
      void upload.abort().then(() => upload.start())
    }, 5000)
    const end = (then: () => void) => {
      clearInterval(watching)
      then()
    }
    upload.options.onProgress = () => {
      heardAtMs = Date.now()
    }
    upload.options.onSuccess = () => end(resolve)
    upload.options.onError = (error) => end(() => reject(refusalOf(error, origin)))
    upload.start()
  })
}

const redirected = (origin: string) => refusalFrom({ origin, status: 308, text: '', header: () => null })

function refusalOf(error: Error | DetailedError, origin: string): unknown {
  if (!('originalRequest' in error)) return error
  if (error.causingError instanceof AppError) return error.causingError
  const response = error.originalResponse
  if (!response) return unreachable(origin, error.causingError)
  return refusalFrom({
    origin,
    status: response.getStatus(),
    text: response.getBody(),
    header: (name) => response.getHeader(name) ?? null,
  })
}
