/** Where an anchor has put a hash. The words are the provider's own: its times have no zone of ours. */
export interface AnchorReceipt {
  evidenceId: string
  /** The transaction on the chain; null until it is there. */
  transaction: string | null
  /** When the provider says that it was; null until then. */
  at: string | null
}

/** A judicial chain of evidence (司法区块链存证) that keeps hashes for others. */
export interface Anchor {
  /** As the settings name it. */
  name: string
  /**
   * Hands a hash in. `name` has at most 30 characters; `reference` at most 64, and comes back to nobody but us. Throws AppError
   * Unavailable `anchor_unreachable`, Conflict `anchor_refused`.
   */
  submit(hash: { sha256: string; name: string; reference: string }): Promise<AnchorReceipt>
  /** What became of it. Throws as `submit`. */
  read(evidenceId: string): Promise<AnchorReceipt>
  /** Whether the chain holds this hash. Throws as `submit`. */
  holds(sha256: string): Promise<boolean>
}
