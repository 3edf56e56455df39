import { argon2id } from '@noble/hashes/argon2.js'
import type { Passwords } from '../../ports/passwords.ts'

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 passes, 1 lane. The same as on Node. */
const parameters = { m: 19_456, t: 2, p: 1 }
const saltBytes = 16
const hashBytes = 32

/** PHC string format: base64 without padding; version 19 is 0x13, the one of RFC 9106. */
const format = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/

export const workersPasswords: Passwords = {
  async hash(password) {
    const salt = crypto.getRandomValues(new Uint8Array(saltBytes))
    const hash = argon2id(password, salt, { ...parameters, dkLen: hashBytes })
    const { m, t, p } = parameters
    return `$argon2id$v=19$m=${m},t=${t},p=${p}$${toBase64(salt)}$${toBase64(hash)}`
  },

  async verify(stored, password) {
    const [, m, t, p, salt = '', hash = ''] = format.exec(stored) ?? []
    if (!hash) return false
    try {
      const expected = fromBase64(hash)
      const options = { m: Number(m), t: Number(t), p: Number(p), dkLen: expected.length }
      return isSame(argon2id(password, fromBase64(salt), options), expected)
    } catch {
      return false
    }
  },
}

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, '')
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

/** Takes the same time wherever the two differ. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length
  for (let i = 0; i < one.length; i++) difference |= (one[i] ?? 0) ^ (other[i] ?? 0)
  return difference === 0
}
