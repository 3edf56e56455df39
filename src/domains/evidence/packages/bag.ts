import { sha256 } from '@noble/hashes/sha2.js'
import { type Unzipped, unzipSync, type Zippable, zipSync } from 'fflate'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { toHex, utf8 } from '../log/bytes.ts'

/** Paths within the bag, with `/`, and their bytes. */
export type BagFiles = ReadonlyMap<string, Uint8Array>

/** `sha256sum` reads these lines; RFC 8493, 2.1.3, has CR, LF and % percent-encoded. */
const manifestPath = (path: string) =>
  path.replace(/[%\r\n]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
const manifestOf = (files: readonly (readonly [string, Uint8Array])[]): Uint8Array =>
  utf8(files.map(([path, bytes]) => `${toHex(sha256(bytes))}  ${manifestPath(path)}\n`).join(''))

const byPath = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * A bag of BagIt 1.0 (RFC 8493) around a payload, whose paths begin with `data/`. The same payload and `info` always give the same
 * bytes.
 */
export function bagOf(payload: BagFiles, info: Readonly<Record<string, string>>): Map<string, Uint8Array> {
  const files = [...payload].sort(byPath)
  const octets = files.reduce((sum, [, bytes]) => sum + bytes.length, 0)
  const lines = { ...info, 'Payload-Oxum': `${octets}.${files.length}` }
  const tags: [string, Uint8Array][] = [
    [
      'bag-info.txt',
      utf8(
        Object.entries(lines)
          .map(([name, value]) => `${name}: ${value}\n`)
          .join(''),
      ),
    ],
    ['bagit.txt', utf8('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')],
    ['manifest-sha256.txt', manifestOf(files)],
  ]
  return new Map([...tags, ['tagmanifest-sha256.txt', manifestOf(tags)], ...files])
}

export const tagManifestOf = (bag: BagFiles): Uint8Array => bag.get('tagmanifest-sha256.txt') ?? new Uint8Array()

/** A zip of one folder, in which nothing depends on when or where it was made; stored, not compressed, so that it is read in any year. */
export function zipOf(folder: string, files: BagFiles): Uint8Array<ArrayBuffer> {
  const zippable: Zippable = {}
  for (const [path, bytes] of [...files].sort(byPath)) {
    zippable[`${folder}/${path}`] = [bytes, { level: 0, mtime: new Date(1980, 0, 1) }]
  }
  return zipSync(zippable) as Uint8Array<ArrayBuffer>
}

const unzippedBytesMax = 1024 * 2 ** 20
const entriesMax = 10_000

/**
 * The files of a zip that holds one folder, by their path within it. Throws Invalid `package_malformed` for what is no such zip, and
 * `package_too_large` for what says that it is larger than a package can be.
 */
export function filesOfZip(zip: Uint8Array): { folder: string; files: BagFiles } {
  const unzipped = entriesOf(zip)
  const paths = Object.keys(unzipped).filter((path) => !path.endsWith('/'))
  const [folder = ''] = paths[0]?.split('/') ?? []
  if (folder === '' || paths.some((path) => !path.startsWith(`${folder}/`) || path.includes('..'))) throw malformed()
  return {
    folder,
    files: new Map(paths.map((path) => [path.slice(folder.length + 1), unzipped[path] ?? new Uint8Array()])),
  }
}

function entriesOf(zip: Uint8Array): Unzipped {
  let bytes = 0
  let entries = 0
  try {
    return unzipSync(zip, {
      filter: ({ originalSize }) => {
        bytes += originalSize
        if (++entries > entriesMax || bytes > unzippedBytesMax) {
          throw invalid('package_too_large', 'This is larger than a package of evidence can be')
        }
        return true
      },
    })
  } catch (error) {
    throw error instanceof AppError ? error : malformed()
  }
}

const malformed = () => invalid('package_malformed', 'This is no package of evidence: no zip with one bag in it')

/**
 * Holds every file against the manifests (RFC 8493, 3). Throws Invalid `package_malformed`; `package_file_missing`,
 * `package_file_differs`, `package_file_unlisted` with the `path`. What is in `late` is in no manifest.
 */
export function verifyBag(files: BagFiles, late: ReadonlySet<string>): void {
  if (!files.has('bagit.txt')) throw malformed()
  const tagged = linesOf(files, 'tagmanifest-sha256.txt')
  const listed = linesOf(files, 'manifest-sha256.txt')
  for (const [path, expected] of [...tagged, ...listed]) {
    const bytes = files.get(path)
    if (!bytes) throw invalid('package_file_missing', `${path} is missing from the package`, { path })
    if (toHex(sha256(bytes)) !== expected) throw invalid('package_file_differs', `${path} was changed`, { path })
  }
  for (const path of files.keys()) {
    if (tagged.has(path) || listed.has(path) || late.has(path) || path === 'tagmanifest-sha256.txt') continue
    throw invalid('package_file_unlisted', `${path} was put into the package afterwards`, { path })
  }
}

function linesOf(files: BagFiles, name: string): Map<string, string> {
  const bytes = files.get(name)
  if (!bytes) throw invalid('package_file_missing', `${name} is missing from the package`, { path: name })
  const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1)
  const parsed = lines.map((line) => /^([0-9a-f]{64}) {2}(.+)$/.exec(line))
  if (parsed.length === 0 || parsed.some((line) => line === null)) {
    throw invalid('package_file_differs', `${name} was changed`, { path: name })
  }
  return new Map(
    parsed.map((line) => [
      (line?.[2] ?? '').replace(/%(0A|0D|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      line?.[1] ?? '',
    ]),
  )
}
