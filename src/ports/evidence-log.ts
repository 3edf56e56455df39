import type { Json } from '../kernel/canonical-json.ts'
import type { Statement } from './db.ts'

/** An act that is to be provable for good. */
export interface LoggedAct {
  type:
    | 'work.registered'
    | 'work.version'
    | 'draft.deposited'
    | 'organisation.verified'
    | 'key.added'
    | 'key.rotated'
    | 'certificate.issued'
    | 'certificate.revoked'
    | 'claim.decided'
    | 'evidence.packaged'
  /** Whose entries follow on each other, such as a work's id. */
  subjectId: string
  version?: number
  /** What the public leaf calls it: a text, or a SELECT that yields one (of letters, digits and `-`) at the time of the batch. */
  publicId: string | Statement
  /** What happened, in full. The leaf holds only a salted commitment to it. */
  record: { readonly [name: string]: Json }
}

/**
 * The transparency log, as those see it whose acts it holds. Lower rooms than evidence append to it, so it is handed in.
 */
export interface EvidenceLog {
  /** For the batch of the act itself: the entry is made if and only if the act happens. The database gives it its index. */
  append(act: LoggedAct): Statement[]
}
