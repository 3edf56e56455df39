/** Argon2id (RFC 9106) in PHC string format, native on Node and in JavaScript on Workers; each home verifies the other's. */
export interface Passwords {
  hash(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
}
