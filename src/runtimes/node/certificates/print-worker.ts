/** Entry of the thread that prints: what it reads and makes is gone with it, and the server’s event loop never waits for it. */
import { parentPort } from 'node:worker_threads'
import type { PrintedCertificate } from '../../../ports/certificates.ts'
import { toWireError } from '../media/media-messages.ts'
import { printCertificate } from './print-certificate.ts'
import { readTypefaces } from './typefaces.ts'

const faces = readTypefaces()

parentPort?.on('message', ({ id, certificate }: { id: number; certificate: PrintedCertificate }) => {
  printCertificate(certificate, faces).then(
    (bytes) => parentPort?.postMessage({ id, bytes }),
    (error: unknown) => parentPort?.postMessage({ id, error: toWireError(error) }),
  )
})
