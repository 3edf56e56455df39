import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Upload } from '@tus/server'
import { invalid } from '../../kernel/errors.ts'
import { stagedUploads } from './uploads.ts'

/**
 * Copies a file of this machine to the uploads, as if the organisation had uploaded it, and returns the upload's id.
 * Throws AppError Invalid `file_unreadable`, `file_empty`.
 */
export async function stageFile(uploadsDir: string, path: string, organisationId: string): Promise<string> {
  const facts = await stat(path).catch(() => null)
  if (!facts?.isFile()) throw invalid('file_unreadable', `${path}: there is no such file, or it cannot be read`)
  if (facts.size === 0) throw invalid('file_empty', `${path}: the file has no bytes`)
  const { store } = stagedUploads(uploadsDir)
  const id = randomBytes(20).toString('hex')
  await store.create(
    new Upload({ id, offset: 0, size: facts.size, metadata: { filename: basename(path), organisationId } }),
  )
  await store.write(createReadStream(path), id, 0)
  return id
}
