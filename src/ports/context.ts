import type { Anchor } from './anchor.ts'
import type { Blobs } from './blobs.ts'
import type { CertificateOffice } from './certificates.ts'
import type { Clock } from './clock.ts'
import type { Db, Statement } from './db.ts'
import type { EvidenceLog } from './evidence-log.ts'
import type { LocalFiles } from './local-files.ts'
import type { MailPort } from './mail.ts'
import type { MediaLimits, MediaPort } from './media.ts'
import type { OutsideWorld } from './outside-world.ts'
import type { Passwords } from './passwords.ts'
import type { Queue } from './queue.ts'
import type { SearchIndex } from './search-index.ts'
import type { TimestampAuthority } from './timestamp-authority.ts'
import type { Vault } from './vault.ts'
import type { Witnesses } from './witness.ts'

/** What the permission table in accounts/rules.ts makes of an actor; made by accounts alone. */
export interface Capacity {
  organisationKind: 'studio' | 'buyer' | 'mediation_committee' | 'department' | 'platform'
  departmentCode: string | null
}

/** Who asks. `operator` is the person at the machine's own command line, `system` a job. */
export type Actor =
  | { kind: 'anonymous' }
  | ({
      kind: 'person'
      personId: string
      organisationId: string
      role: 'owner' | 'manager' | 'member' | 'viewer'
      sessionId: string
      /** A second factor was given in this session. */
      hasSecondFactor: boolean
    } & Capacity)
  | ({ kind: 'token'; tokenId: string; organisationId: string; scopes: readonly string[] } & Capacity)
  | { kind: 'operator'; organisationId: string }
  | { kind: 'system' }

/** Where a request came from. Empty in a job and at the command line. */
export interface Caller {
  /** The IP address, as far as the proxies before us can be believed. */
  address: string
  userAgent: string
}

export interface Limits {
  /** Most bytes of one file. */
  fileSizeBytesMax: number
  media: MediaLimits
  /** How often the log asks for a timestamp at most, but for what is urgent. */
  timestampEveryMs: number
  /** How often the log hands a hash to the judicial chain at most. */
  anchorEveryMs: number
}

/** What a command or query is handed. A verb names only the parts it uses. */
export interface Context {
  actor: Actor
  requestId: string
  caller: Caller
  /** Where browsers see us, such as https://qianyin.example: what links in mails begin with. Empty in a job. */
  origin: string
  db: Db
  blobs: Blobs
  files: LocalFiles
  mail: MailPort
  media: MediaPort
  index: SearchIndex
  outside: OutsideWorld
  passwords: Passwords
  vault: Vault
  queue: Queue
  evidence: EvidenceLog
  /** Asked in this order; none where none is set up. */
  timestampAuthorities: readonly TimestampAuthority[]
  /** A judicial chain that keeps hashes of the log; null where none is set up. */
  anchor: Anchor | null
  office: CertificateOffice
  witnesses: Witnesses
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
  }
}
