const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** What an id names, by its prefix. */
export type IdPrefix =
  | 'per'
  | 'org'
  | 'inv'
  | 'tok'
  | 'mail'
  | 'fil'
  | 'doc'
  | 'vrq'
  | 'wrk'
  | 'ver'
  | 'dep'
  | 'grt'
  | 'epk'
  | 'lst'
  | 'chk'
  | 'med'
  | 'mno'
  | 'ntc'
  | 'job'
  | 'clm'
  | 'win'
  | 'obj'
  | 'bat'
  | 'bar'
  | 'aud'

/**
 * An id such as `wrk_01hf…`: 10 characters of time (48 bits of milliseconds) and 16 of randomness (80 bits), in Crockford's
 * base 32 as in the ULID specification, so ids sort by creation.
 */
export function newId(
  prefix: IdPrefix,
  nowMs: number,
  random: Uint8Array = crypto.getRandomValues(new Uint8Array(16)),
): string {
  let time = ''
  for (let rest = nowMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time
  let tail = ''
  for (const byte of random.subarray(0, 16)) tail += alphabet.charAt(byte & 31)
  return `${prefix}_${time}${tail}`
}
