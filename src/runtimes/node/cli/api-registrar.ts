import { stat } from 'node:fs/promises'
import { z } from 'zod'
import { WorkCertificates } from '../../../domains/evidence/certificates/contract.ts'
import { FileView } from '../../../domains/files/contract.ts'
import { WorkView } from '../../../domains/works/contract.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { type Api, until } from './api.ts'
import { isReading, issuedIn, named, type Registrar, refusalOf } from './registrar.ts'

/** A registry that is reached by its API. What it does after registering, it does in its own time. */
export function apiRegistrar(api: Api): Registrar {
  const at = (workId: string) => `/api/works/${encodeURIComponent(workId)}`
  return {
    read: (workId) => api.get(at(workId), WorkView),
    create: (work) => api.post('/api/works', WorkView, work),
    amend: (workId) => api.post(`${at(workId)}/amendment`, WorkView),
    save: (workId, change) => api.put(`${at(workId)}/draft`, WorkView, change),
    register: (workId, draft) => api.post(`${at(workId)}/registration`, WorkView, draft),
    discard: async (workId) => {
      await api.delete(`${at(workId)}/draft`, z.null())
    },
    settled: async () => {},
    certificate: async (workId) => {
      const path = `/api/certificates/works/${encodeURIComponent(workId)}`
      const issued = await until(
        () => api.get(path, WorkCertificates),
        (view) => issuedIn(view) !== null,
      )
      return api.bytes(`/api/certificates/${issuedIn(issued)}/pdf`)
    },
    readyFiles: (paths) => readyApiFiles(api, paths),
  }
}

/** Uploads files and waits until the server has read them. Throws Invalid, naming the file, when one is refused. */
export async function readyApiFiles(api: Api, paths: readonly string[]): Promise<FileView[]> {
  for (const path of paths) await requireBytes(path)
  const accepted: FileView[] = []
  for (const path of paths) {
    accepted.push(
      await acceptByApi(api, path).catch((error: unknown) => {
        // Whatever else is refused is not the file's fault.
        throw error instanceof AppError && error.kind === 'Invalid' ? named(error, path) : error
      }),
    )
  }
  const files: FileView[] = []
  for (const [i, { id }] of accepted.entries()) {
    const file = await until(
      () => api.get(`/api/files/${encodeURIComponent(id)}`, FileView),
      (view) => !isReading(view),
    )
    if (file.state !== 'ready') throw refusalOf(file, paths[i] ?? '')
    files.push(file)
  }
  return files
}

const acceptByApi = async (api: Api, path: string) =>
  api.post('/api/files', FileView, { uploadId: await api.upload(path) })

async function requireBytes(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) {
    throw named(invalid('file_unreadable', 'There is no such file, or it cannot be read'), path)
  }
  if (found.size === 0) throw named(invalid('file_empty', 'The file has no bytes'), path)
}
