/**
 * Seals short secrets that must be read again, so that whoever has the database alone cannot. `purpose` names what the secret is and
 * whose, such as `totp:per_…`: one that was sealed for another purpose does not open.
 */
export interface Vault {
  /** Throws Unavailable `secret_key_missing` in a home that was given no key. */
  seal(secret: string, purpose: string): Promise<string>
  /** Opens also what an older key sealed, and hands out as it is what was never sealed. Throws Unavailable `secret_unreadable`. */
  open(sealed: string, purpose: string): Promise<string>
  /** Whether it should be sealed anew: it never was, or by an older key. */
  isOutdated(sealed: string): boolean
}
