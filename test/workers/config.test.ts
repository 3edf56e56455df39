import { expect, it } from 'vitest'
import { readConfig } from '../../src/runtimes/workers/config.ts'

const bindings = { DB: { prepare() {}, batch() {} }, FILES: { get() {}, put() {} } }

it('takes the vars of wrangler.toml, where an empty one is as none', () => {
  const { QIANYIN_PUBLIC_URL, QIANYIN_FILE_SIZE_BYTES_MAX, QIANYIN_DURATION_SECONDS_MAX, QIANYIN_LOG } = readConfig({
    ...bindings,
    QIANYIN_PUBLIC_URL: '',
    QIANYIN_FILE_SIZE_BYTES_MAX: '1000',
    QIANYIN_DURATION_SECONDS_MAX: '',
  })
  expect(QIANYIN_PUBLIC_URL).toBeUndefined()
  expect(QIANYIN_FILE_SIZE_BYTES_MAX).toBe(1000)
  expect(QIANYIN_DURATION_SECONDS_MAX).toBe(28_800)
  expect(QIANYIN_LOG).toBe('info')
})

it('names every mistake at once', () => {
  const broken = {
    DB: bindings.DB,
    QIANYIN_PUBLIC_URL: 'qianyin',
    QIANYIN_FILE_SIZE_BYTES_MAX: '0',
    QIANYIN_LOG: 'all',
  }
  const names = ['FILES: is not bound', 'QIANYIN_PUBLIC_URL:', 'QIANYIN_FILE_SIZE_BYTES_MAX:', 'QIANYIN_LOG:']
  for (const name of names) expect(() => readConfig(broken)).toThrow(name)
})
