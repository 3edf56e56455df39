import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromBase64, toBase64 } from '../../../domains/evidence/log/bytes.ts'
import {
  cosignatureAlgorithm,
  formatVerifierKey,
  newSigningKey,
  parseVerifierKey,
  type Signer,
  signerOf,
  verifierKey,
} from '../../../domains/evidence/log/keys.ts'
import { invalid } from '../../../kernel/errors.ts'

/**
 * The key of a witness: `witness.key` in its directory, made at the first start, which nobody but its owner may read. Two lines, the
 * public key as c2sp.org/signed-note writes it and the private one, PKCS #8 in base64. Throws Invalid `key_malformed`, `usage`.
 */
export async function witnessKey(dir: string, name: string | undefined): Promise<Signer> {
  const path = join(dir, 'witness.key')
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const text = kept ?? (await makeKey(path, name))
  const [publicKey = '', privateKey = ''] = text.split('\n')
  const key = parseVerifierKey(publicKey)
  if (name !== undefined && name !== key.name)
    throw invalid('usage', `This witness was named ${key.name} at its first start, for good`)
  return signerOf(key, fromBase64(privateKey))
}

/** Appears whole or not at all; of two that start at once, both take the one that was there first. */
async function makeKey(path: string, name: string | undefined): Promise<string> {
  if (name === undefined)
    throw invalid('usage', 'At its first start a witness is named for good: --name NAME, such as witness.example/1')
  const { privateKey, publicKey } = await newSigningKey()
  const key = verifierKey(name, cosignatureAlgorithm, publicKey)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${formatVerifierKey(key)}\n${toBase64(privateKey)}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return readFile(path, 'utf8')
}
