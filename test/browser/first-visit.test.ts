import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSite, type Site } from './visitor.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

/** What a reader on a phone waits for: 200 kB of JavaScript, compressed, words of one language included. */
const bytesMax = 200_000

test.each(['zh-CN', 'en'])('the first visit in %s loads no more JavaScript than it needs', async (locale) => {
  const context = await site.browser.newContext({ locale })
  const page = await context.newPage()
  const scripts = new Map<string, number>()
  const read: Promise<void>[] = []
  page.on('response', (response) => {
    if (!response.url().endsWith('.js')) return
    read.push(response.body().then((body) => void scripts.set(response.url(), gzipSync(body).length)))
  })
  await page.goto(`${site.url}/`, { waitUntil: 'networkidle' })
  await Promise.all(read)
  const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0)
  expect(scripts.size).toBeGreaterThan(1)
  expect(bytes, [...scripts].map(([url, size]) => `${url} ${size}`).join('\n')).toBeLessThan(bytesMax)
  console.info(`first visit in ${locale}: ${bytes} bytes of JavaScript, compressed`)
  await context.close()
})
