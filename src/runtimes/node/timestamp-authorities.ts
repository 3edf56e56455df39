import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificatesOfPem, httpAuthority } from '../../domains/evidence/index.ts'
import { AppError } from '../../kernel/errors.ts'
import type { OutsideWorld } from '../../ports/outside-world.ts'
import type { TimestampAuthority } from '../../ports/timestamp-authority.ts'
import { type Config, ConfigError } from './config.ts'
import { developmentAuthority } from './development-authority.ts'

/**
 * The authorities of QIANYIN_TSA_URLS, each trusted by QIANYIN_TSA_ROOTS, a file of certificates; `development` is the one of this machine.
 * Throws ConfigError.
 */
export async function timestampAuthorities(
  { QIANYIN_TSA_URLS: urls, QIANYIN_TSA_ROOTS: rootsFile }: Config,
  data: string,
  outside: OutsideWorld,
): Promise<TimestampAuthority[]> {
  const roots = rootsFile === undefined ? [] : readRoots(rootsFile)
  return Promise.all(
    urls.map(async (url) => {
      if (url !== 'development') return httpAuthority(url, roots, outside)
      try {
        const { root, answer } = await developmentAuthority(join(data, 'development-authority'))
        return { name: url, isThirdParty: false, roots: certificatesOfPem(root), answer }
      } catch (error) {
        throw error instanceof AppError ? mistake('QIANYIN_TSA_URLS', error.message) : error
      }
    }),
  )
}

function readRoots(path: string): Uint8Array[] {
  try {
    return certificatesOfPem(readFileSync(path, 'utf8'))
  } catch (error) {
    throw mistake('QIANYIN_TSA_ROOTS', `${path}: ${error instanceof Error ? error.message : error}`)
  }
}

const mistake = (name: string, message: string) =>
  new ConfigError(`The settings cannot be used:\n  ${name}: ${message}`)
