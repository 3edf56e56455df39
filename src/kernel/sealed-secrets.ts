import { AppError } from './errors.ts'

const keyBytes = 32
const ivBytes = 12
/** Version, key id, and in base64url the IV followed by ciphertext and tag. */
const sealedForm = /^v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]{38,4000})$/

interface SealingKey {
  id: string
  key: CryptoKey
}

/** The 32 bytes of a key in base64 or hex. Null for anything else. */
export function secretKeyBytes(text: string): Uint8Array<ArrayBuffer> | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(text)) return null
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return bytes.length === keyBytes ? bytes : null
}

/**
 * AES-256-GCM (NIST SP 800-38D) with a random IV of 96 bits each time. The key's id, the first 64 bits of its SHA-256, lies beside
 * what it sealed. The first key seals; all of them open. Without any key nothing is sealed and nothing sealed is opened.
 */
export function sealedSecrets(keys: readonly Uint8Array<ArrayBuffer>[]) {
  let imported: Promise<SealingKey[]> | undefined
  let currentId: string | undefined
  const known = () => {
    imported ??= Promise.all(keys.map(importKey)).then((all) => {
      currentId = all[0]?.id
      return all
    })
    return imported
  }

  return {
    async seal(secret: string, purpose: string): Promise<string> {
      const [current] = await known()
      if (!current) {
        throw new AppError(
          'Unavailable',
          'secret_key_missing',
          'No key is set to seal secrets with: QIANYIN_SECRET_KEY',
        )
      }
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
      const sealed = await crypto.subtle.encrypt(algorithm(iv, purpose), current.key, utf8(secret))
      return `v1.${current.id}.${toBase64Url(new Uint8Array([...iv, ...new Uint8Array(sealed)]))}`
    },

    async open(sealed: string, purpose: string): Promise<string> {
      const [, id, text = ''] = sealedForm.exec(sealed) ?? []
      if (id === undefined) return sealed
      const sealing = (await known()).find((one) => one.id === id)
      if (!sealing) throw unreadable('its key is not among those that are set')
      const bytes = fromBase64Url(text)
      try {
        const [iv, body] = [bytes.slice(0, ivBytes), bytes.slice(ivBytes)]
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(iv, purpose), sealing.key, body))
      } catch {
        throw unreadable('it was changed, or sealed for something else')
      }
    },

    /** True for everything until `ready`. */
    isOutdated: (sealed: string): boolean => sealedForm.exec(sealed)?.[1] !== currentId,

    /** Resolves to whether there is a key to seal with. */
    ready: async (): Promise<boolean> => (await known()).length > 0,
  }
}

async function importKey(bytes: Uint8Array<ArrayBuffer>): Promise<SealingKey> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const id = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { id, key: await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']) }
}

const utf8 = (text: string) => new TextEncoder().encode(text)
const algorithm = (iv: Uint8Array<ArrayBuffer>, purpose: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: utf8(purpose),
})
const unreadable = (why: string) =>
  new AppError('Unavailable', 'secret_unreadable', `A stored secret cannot be read: ${why}`)

const toBase64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '')
const fromBase64Url = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0))
