import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePasswords } from '../../src/runtimes/node/passwords.ts'
import { blobsContract } from '../contracts/blobs.contract.ts'
import { dbContract } from '../contracts/db.contract.ts'
import { type RunningWorkerd, startWorkerd } from './workerd.ts'

let workerd: RunningWorkerd
beforeAll(async () => {
  workerd = await startWorkerd()
})
afterAll(() => workerd?.stop())

dbContract('D1', async () => ({ db: workerd.db, close: async () => {} }))
blobsContract('R2', async () => ({ blobs: workerd.blobs, close: async () => {} }))

describe('passwords', () => {
  const password = '钤印 correct horse \u0000 battery 🐎'

  it('that Node hashed are verified on Workers', async () => {
    const stored = await nodePasswords.hash(password)
    expect(await workerd.passwords.verify(stored, password)).toBe(true)
    expect(await workerd.passwords.verify(stored, `${password} `)).toBe(false)
  })

  it('that Workers hashed are verified on Node', async () => {
    const stored = await workerd.passwords.hash(password)
    expect(await nodePasswords.verify(stored, password)).toBe(true)
    expect(await nodePasswords.verify(stored, `${password} `)).toBe(false)
  })

  it('are hashed with the same parameters in both homes, and a salt of their own', async () => {
    const hashes = await Promise.all(
      [nodePasswords, workerd.passwords, workerd.passwords].map((p) => p.hash('a b c d e')),
    )
    const shapes = hashes.map((hash) => hash.split('$').map((part, i) => (i < 4 ? part : part.length)))
    expect(shapes).toEqual(Array(3).fill(['', 'argon2id', 'v=19', 'm=19456,t=2,p=1', 22, 43]))
    expect(new Set(hashes).size).toBe(3)
  })

  it.each([
    '',
    'x',
    '$argon2id$v=19$m=19456,t=2,p=1$AAAA',
    '$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA',
  ])('are not right for the broken hash %j', async (stored) => {
    expect(await workerd.passwords.verify(stored, password)).toBe(false)
  })
})
