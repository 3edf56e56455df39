import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { MediaFingerprint } from '../../src/ports/media.ts'

const IMPORT = /(?:from|import\() ?'(\.[^']+)'|new URL\('(\.[^']+)'/g

/** SHA-256 over the text of a module and of all that it imports from the product: changes whenever a fingerprint could. */
const codeDigest = async (entry: string): Promise<string> => {
  const seen = new Map<string, string>()
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return
    const text = await readFile(path, 'utf8').catch(() => '')
    seen.set(path, text)
    for (const [, imported, located] of text.matchAll(IMPORT))
      await visit(resolve(dirname(path), imported ?? located ?? ''))
  }
  await visit(entry)
  const hash = createHash('sha256')
  for (const [path, text] of [...seen].sort()) hash.update(`${path}\n${text}\n`)
  return hash.digest('hex').slice(0, 16)
}

/** Keeps fingerprints in a folder, apart for each state of the code that makes them. Without a folder nothing is kept. */
export const createFingerprintCache = async (folder: string | undefined) => {
  const code = await codeDigest(resolve(import.meta.dirname, '../../src/runtimes/node/media/media-process.ts'))
  const directory = folder ? join(folder, code) : null
  if (directory) await mkdir(directory, { recursive: true })
  return async (path: string, make: () => Promise<MediaFingerprint>): Promise<MediaFingerprint> => {
    if (!directory) return make()
    const { size, mtimeMs } = await stat(path)
    const name = createHash('sha256').update(`${path}\n${size}\n${mtimeMs}`).digest('hex')
    const kept = join(directory, name)
    const known = await readFile(kept).catch(() => null)
    if (known) return deserialize(known) as MediaFingerprint
    const made = await make()
    await writeFile(`${kept}.part`, serialize(made))
    await rename(`${kept}.part`, kept)
    return made
  }
}
