import type { Blobs } from './blobs.ts'
import type { Clock } from './clock.ts'
import type { CodeIndex } from './code-index.ts'
import type { Db, Statement } from './db.ts'
import type { LocalFiles } from './local-files.ts'
import type { MediaLimits, MediaPort } from './media.ts'
import type { Passwords } from './passwords.ts'
import type { Queue } from './queue.ts'

export type MemberRole = 'owner' | 'manager' | 'member' | 'viewer'

/** Who asks. `operator` is the person at the machine's own command line, `system` a job. */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'person'; personId: string; organisationId: string; role: MemberRole }
  | { kind: 'operator'; organisationId: string }
  | { kind: 'system' }

export interface Limits {
  /** Most bytes of one file. */
  fileSizeBytesMax: number
  media: MediaLimits
}

/** What a command or query is handed. A verb names only the parts it uses. */
export interface Context {
  actor: Actor
  requestId: string
  db: Db
  blobs: Blobs
  files: LocalFiles
  media: MediaPort
  index: CodeIndex
  passwords: Passwords
  queue: Queue
  clock: Clock
  limits: Limits
  /** In a job: says how far it is (0 to 1) and renews the lease. Elsewhere it does nothing. */
  progress(fraction: number, step: string): void
  /** In a job: the statements that mark it done, for the command's own batch, so that its effect happens once. */
  completion: readonly Statement[]
  signal: AbortSignal
}

/** What the routes find in each request. */
export interface HttpEnv {
  Variables: {
    requestId: string
    ctx: Context
    /** The visitor came by HTTPS, so cookies are marked Secure. */
    secure: boolean
  }
}
