export interface BlobHead {
  sizeBytes: number
  contentType: string
}

export interface BlobBody extends BlobHead {
  /** Bytes of the range that was asked for, or of the whole object. */
  body: ReadableStream<Uint8Array>
}

/** Half-open: bytes `start` up to and not including `end`. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * Stored objects by key. Keys are made by the product, never by people: lower-case letters, digits, `/`, `-`, `.`; no empty and
 * no dot segment. An object appears whole or not at all, also when the process is killed while it writes.
 */
export interface Blobs {
  /** Writes the object unless the key exists; an existing object is left as it is. Resolves to whether it was written. */
  putIfAbsent(key: string, body: Uint8Array | ReadableStream<Uint8Array>, contentType: string): Promise<boolean>
  /** The object, or null when there is none. Throws AppError Invalid `range_not_satisfiable` for a range outside of it. */
  get(key: string, range?: ByteRange): Promise<BlobBody | null>
  head(key: string): Promise<BlobHead | null>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
  /**
   * An address at which whoever knows it may GET the object, in ranges too, for `seconds`. Null where the store gives none, and the
   * bytes go by `get`.
   */
  signedAddress(key: string, seconds: number): Promise<string | null>
}
