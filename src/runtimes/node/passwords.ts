import { hash, verify } from '@node-rs/argon2'
import type { Passwords } from '../../ports/passwords.ts'

/** OWASP Password Storage Cheat Sheet, Argon2id (algorithm 2): 19 MiB, 2 passes, 1 lane. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const nodePasswords: Passwords = {
  hash: (password) => hash(password, parameters),
  verify: (stored, password) => verify(stored, password).catch(() => false),
}
