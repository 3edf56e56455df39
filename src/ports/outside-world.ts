export interface OutsideAnswer {
  status: number
  /** Where the last redirect led. */
  url: string
  mimeType: string
  body: Uint8Array
}

export interface OutsideLimits {
  bytesMax: number
  timeoutMs: number
}

export interface OutsideMessage {
  body: Uint8Array
  /** By their lower-case names, `content-type` among them. */
  headers: Readonly<Record<string, string>>
}

/**
 * The one way to fetch an address that somebody else has named.
 *
 * Only http and https, only public addresses: the name is resolved here and the connection goes to the address that was checked,
 * at each redirect anew, so that no name can point inside later (DNS rebinding).
 */
export interface OutsideWorld {
  /**
   * Throws Invalid `address_refused` (not http(s), with credentials, private, loopback, link-local or otherwise not public),
   * `answer_too_large`, `too_many_redirects`, and Unavailable `outside_unreachable`.
   */
  get(url: string, limits: OutsideLimits): Promise<OutsideAnswer>
  /** Follows no redirect: the answer that is one comes back as it is. Throws as `get`. */
  post(url: string, message: OutsideMessage, limits: OutsideLimits): Promise<OutsideAnswer>
}
