import type { MediaSource } from './media.ts'

export interface StagedUpload {
  uploadId: string
  organisationId: string
  fileName: string
  sizeBytes: number
  /** Every byte has arrived. */
  complete: boolean
}

export interface FileDigests {
  /** Lower-case hex. */
  sha256: string
  /** GB/T 32905, lower-case hex. */
  sm3: string
  sizeBytes: number
}

/**
 * Bytes as local files, for code that must seek in them: uploads that have arrived and are not yet accepted, and stored
 * objects. Only a home with media workers has this; elsewhere every call throws AppError Unavailable `media_worker_needed`.
 */
export interface LocalFiles {
  describeUpload(uploadId: string): Promise<StagedUpload | null>
  /** The source stays valid until `work` settles. Throws AppError NotFound `upload_not_found`. */
  withUpload<T>(uploadId: string, work: (source: MediaSource) => Promise<T>): Promise<T>
  /** The source stays valid until `work` settles. Throws AppError NotFound `object_not_found`. */
  withObject<T>(key: string, work: (source: MediaSource) => Promise<T>): Promise<T>
  digest(source: MediaSource, onProgress: (fraction: number) => void): Promise<FileDigests>
  /** Makes the upload's bytes a stored object; the upload stays until `removeUpload`, so a crash in between is harmless. */
  storeUpload(uploadId: string, key: string, contentType: string): Promise<void>
  removeUpload(uploadId: string): Promise<void>
}
