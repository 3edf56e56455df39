export interface OutsideAnswer {
  status: number
  /** Where the last redirect led. */
  url: string
  mimeType: string
  body: Uint8Array
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
  get(url: string, limits: { bytesMax: number; timeoutMs: number }): Promise<OutsideAnswer>
}
