import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretKeyBytes } from '../../kernel/sealed-secrets.ts'
import { type Config, ConfigError } from './config.ts'
import { isAny, temporaryName } from './disk-blobs.ts'

type Keys = Uint8Array<ArrayBuffer>[]

/**
 * The keys that secrets are sealed with, the one of now first: QIANYIN_SECRET_KEY, or else `secret.key` in the data directory, which
 * is made at the first start and which nobody but its owner may read. Then those that are only read with: QIANYIN_SECRET_KEYS_OLD, and
 * the file, where the setting has come in its place.
 */
export function secretKeys(config: Config, data: string): Keys {
  const path = join(data, 'secret.key')
  const { QIANYIN_SECRET_KEY: key, QIANYIN_SECRET_KEYS_OLD: old } = config
  const set = [...(key ? [key] : []), ...old].map((text) => known(text))
  const file = readKey(path)
  if (key) return file ? [...set, file] : set
  return [file ?? makeKey(path), ...set]
}

function known(text: string): Uint8Array<ArrayBuffer> {
  const bytes = secretKeyBytes(text)
  if (!bytes)
    throw new ConfigError('The settings cannot be used:\n  QIANYIN_SECRET_KEY: is not 32 bytes in base64 or hex')
  return bytes
}

function readKey(path: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = secretKeyBytes(readFileSync(path, 'utf8').trim())
    if (!bytes) throw new ConfigError(`The settings cannot be used:\n  ${path}: is not 32 bytes in base64`)
    return bytes
  } catch (error) {
    if (isAny(error, 'ENOENT')) return null
    throw error
  }
}

/** Appears whole or not at all; of two processes that start at once, both take the one that was there first. */
function makeKey(path: string): Uint8Array<ArrayBuffer> {
  const draft = `${path}.${temporaryName()}`
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!isAny(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  const made = readKey(path)
  if (!made) throw new Error(`${path} is gone`)
  return made
}
