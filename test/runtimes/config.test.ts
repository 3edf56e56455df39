import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../src/runtimes/node/config.ts'
import { projectDir } from '../../src/runtimes/node/node-home.ts'

const example = parseEnv(readFileSync(join(projectDir, '.env.example'), 'utf8'))

test('.env.example is taken as it is, and changes no default', () => {
  expect(readConfig(example)).toEqual(readConfig({}))
})

test('.env.example names only settings that exist: each one changed to nonsense or another value is noticed', () => {
  for (const name of Object.keys(example)) {
    const read = () => readConfig({ QIANYIN_S3_BUCKET: '', [name]: name.includes('BUCKET') ? 'x' : '\u0000://' })
    let changed = false
    try {
      changed = JSON.stringify(read()) !== JSON.stringify(readConfig({}))
    } catch (error) {
      changed = error instanceof ConfigError
    }
    expect(changed, name).toBe(true)
  }
})

test('every mistake is listed at once', () => {
  expect(() => readConfig({ QIANYIN_PORT: '99999', QIANYIN_MEDIA_WORKERS: 'many' })).toThrow(
    /QIANYIN_PORT.*QIANYIN_MEDIA_WORKERS/s,
  )
})
