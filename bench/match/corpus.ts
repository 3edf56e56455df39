import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { MediaKind } from '../../src/ports/media.ts'

const EXTENSIONS: readonly [MediaKind, RegExp][] = [
  ['image', /\.(jpe?g|png|webp|gif|tiff?|avif)$/i],
  ['video', /\.(mp4|mov|mkv|webm|avi|ts|flv|m4v)$/i],
  ['audio', /\.(mp3|wav|ogg|opus|flac|m4a|aac)$/i],
  ['text', /\.(txt|md)$/i],
]

const kindOf = (path: string): MediaKind | null => EXTENSIONS.find(([, pattern]) => pattern.test(path))?.[0] ?? null

const rank = (path: string): string => createHash('sha256').update(path).digest('hex')

/**
 * Files of one kind from a folder, or from a text file that names one path a line; in an order that looks random and is always
 * the same, so that a limit takes a sample.
 */
export const mediaFiles = async (
  from: string,
  kind: MediaKind,
  limit = Number.POSITIVE_INFINITY,
): Promise<string[]> => {
  const folder = (await stat(from)).isDirectory()
  const paths = folder
    ? (await readdir(from, { recursive: true })).map((name) => join(from, name))
    : (await readFile(from, 'utf8')).split('\n').filter(Boolean)
  const chosen = paths
    .filter((path) => kindOf(path) === kind && !(folder && /(?:README|LICEN[CS]E|MANIFEST)/i.test(path)))
    .map((path) => ({ path: resolve(path), at: rank(path) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  return chosen.slice(0, limit).map(({ path }) => path)
}

/** One file in eight is never registered: whatever is said of its copies is false. */
export const isRegistered = (path: string): boolean =>
  Number.parseInt(rank(`${path}#registered`).slice(0, 8), 16) % 8 !== 0
