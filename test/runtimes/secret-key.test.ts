import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sealedSecrets, secretKeyBytes } from '../../src/kernel/sealed-secrets.ts'
import { readConfig } from '../../src/runtimes/node/config.ts'
import { openNodeHome } from '../../src/runtimes/node/node-home.ts'
import { secretKeys } from '../../src/runtimes/node/secret-key.ts'

const key = (seed: number) => new Uint8Array(32).fill(seed)
const text = (seed: number) => Buffer.from(key(seed)).toString('base64')

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'qianyin-key-'))
})
afterEach(() => rmSync(dir, { recursive: true }))
const configOf = (more: Record<string, string> = {}) => readConfig({ QIANYIN_DATA: dir, ...more })

describe('a sealed secret', () => {
  test('opens for what it was sealed for, and shows nothing of itself', async () => {
    const vault = sealedSecrets([key(1)])
    const sealed = await vault.seal('JBSWY3DPEHPK3PXP', 'totp:per_a')
    expect(sealed).toMatch(/^v1\.[0-9a-f]{16}\.[A-Za-z0-9_-]+$/)
    expect(sealed).not.toContain('JBSWY3DP')
    expect(await vault.seal('JBSWY3DPEHPK3PXP', 'totp:per_a')).not.toBe(sealed)
    expect(await vault.open(sealed, 'totp:per_a')).toBe('JBSWY3DPEHPK3PXP')
  })

  test('does not open for another purpose, with another key, or when a bit of it was changed', async () => {
    const vault = sealedSecrets([key(1)])
    const sealed = await vault.seal('JBSWY3DPEHPK3PXP', 'totp:per_a')
    const unreadable = expect.objectContaining({ code: 'secret_unreadable' })
    await expect(vault.open(sealed, 'totp:per_b')).rejects.toEqual(unreadable)
    await expect(sealedSecrets([key(2)]).open(sealed, 'totp:per_a')).rejects.toEqual(unreadable)
    for (let at = 20; at < sealed.length - 1; at += 7) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      await expect(vault.open(changed, 'totp:per_a')).rejects.toEqual(unreadable)
    }
    await expect(sealedSecrets([]).seal('x', 'y')).rejects.toMatchObject({ code: 'secret_key_missing' })
  })

  test('of an older key opens, and is outdated', async () => {
    const sealed = await sealedSecrets([key(1)]).seal('secret', 'p')
    const rotated = sealedSecrets([key(2), key(1)])
    await rotated.ready()
    expect(await rotated.open(sealed, 'p')).toBe('secret')
    expect([rotated.isOutdated(sealed), rotated.isOutdated(await rotated.seal('secret', 'p'))]).toEqual([true, false])
  })
})

describe('the key of a data directory', () => {
  test('is made once, is read by its owner alone, and gives way to the setting but still opens', () => {
    const [made] = secretKeys(configOf(), dir)
    const path = join(dir, 'secret.key')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(secretKeyBytes(readFileSync(path, 'utf8').trim())).toEqual(made)
    expect(secretKeys(configOf(), dir)).toEqual([made])
    const set = configOf({ QIANYIN_SECRET_KEY: text(7), QIANYIN_SECRET_KEYS_OLD: `${text(5)}, ${text(6)}` })
    expect(secretKeys(set, dir)).toEqual([key(7), key(5), key(6), made])
  })

  test('that is no key stops the start', () => {
    expect(() => secretKeys(configOf({ QIANYIN_SECRET_KEY: 'short' }), dir)).toThrow('QIANYIN_SECRET_KEY')
    writeFileSync(join(dir, 'secret.key'), 'nothing')
    expect(() => secretKeys(configOf(), dir)).toThrow('secret.key')
  })

  test('seals at the start what was never sealed, and what an older key sealed', async () => {
    const stored = async (settings: Record<string, string>, change?: string) => {
      const home = await openNodeHome(configOf(settings), () => {})
      try {
        if (change) {
          await home.db.batch([
            {
              sql: `INSERT INTO people (id, email, name, totp_secret, totp_confirmed_at, created_at) VALUES (?, ?, 'A', ?, 1, 1)`,
              params: ['per_a', 'a@example.com', change],
            },
          ])
        }
        const [[sealed] = []] = await home.db.rows({ sql: 'SELECT totp_secret FROM people', params: [] })
        return { sealed: String(sealed), plain: await home.base.vault.open(String(sealed), 'totp:per_a') }
      } finally {
        await home.close()
      }
    }
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    expect(await stored({}, secret)).toEqual({ sealed: secret, plain: secret })
    const first = await stored({})
    expect(first).toEqual({ sealed: expect.stringMatching(/^v1\./), plain: secret })
    const rotated = await stored({ QIANYIN_SECRET_KEY: text(3) })
    expect(rotated.plain).toBe(secret)
    expect(rotated.sealed.slice(0, 20)).not.toBe(first.sealed.slice(0, 20))
    expect(await stored({ QIANYIN_SECRET_KEY: text(3) })).toEqual(rotated)
  })
})
