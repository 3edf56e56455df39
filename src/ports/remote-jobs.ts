import type { AppError } from '../kernel/errors.ts'
import type { Context } from './context.ts'
import type { MediaKind } from './media.ts'

/** What a media worker elsewhere is told of a job. */
export interface RemoteTask {
  /** The object to read, as a key of the blob store. */
  key: string
  sizeBytes: number
  kind: MediaKind
}

/** What it found: the work itself, or why it could not be done. */
export type RemoteFinding =
  /** Encoded as its room does. */
  { fingerprint: Uint8Array; poster: Uint8Array | null; failure?: undefined } | { failure: AppError }

/** A job whose media part may be done by a worker elsewhere; the rest is the room's own command. */
export interface RemoteJob {
  /** Null when there is nothing to read any more: then the command itself is run. */
  task(ctx: Context, payload: unknown): Promise<RemoteTask | null>
  /** Runs the command with what was found. Throws Invalid `fingerprint_malformed`, `poster_malformed`, and what the command throws. */
  finish(ctx: Context, payload: unknown, finding: RemoteFinding): Promise<void>
}
