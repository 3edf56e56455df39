import { accountsJobs } from '../domains/accounts/jobs.ts'
import { certificateSubject, evidenceJobs, issueCertificateJob } from '../domains/evidence/jobs.ts'
import { filesJobs } from '../domains/files/jobs.ts'
import { fingerprintsJobs, fingerprintsRemoteJobs } from '../domains/fingerprints/jobs.ts'
import { licensingJobs } from '../domains/licensing/jobs.ts'
import { provenanceJobs } from '../domains/provenance/jobs.ts'
import type { Context } from '../ports/context.ts'
import type { JobLane } from '../ports/queue.ts'
import type { RemoteJob } from '../ports/remote-jobs.ts'

export type JobHandler = (ctx: Context, payload: unknown) => Promise<void>

export const handlers: Readonly<Record<string, JobHandler>> = {
  ...accountsJobs,
  ...filesJobs,
  ...fingerprintsJobs,
  ...provenanceJobs,
  ...evidenceJobs,
  ...licensingJobs,
}

/** Jobs whose media part a worker elsewhere may do. */
export const remoteJobs: Readonly<Record<string, () => Promise<RemoteJob>>> = fingerprintsRemoteJobs

interface Listener {
  name: string
  lane: JobLane
  /** What the job is about, where that is not the event's own subject: each subject shows its newest job. */
  subjectOf?: (subjectId: string) => string
}

/** Which rooms hear of which event. */
export const listeners: Readonly<Record<string, readonly Listener[]>> = {
  'object.stored': [{ name: 'fingerprints.examine', lane: 'media' }],
  'object.examined': [{ name: 'fingerprints.start-checks', lane: 'light' }],
  'object.refused': [{ name: 'files.drop-refused', lane: 'light' }],
  'document.stored': [{ name: 'provenance.enter-deposit', lane: 'light' }],
  'work.registered': [{ name: 'fingerprints.index', lane: 'light' }],
  'work.indexed': [{ name: 'provenance.search-prior', lane: 'media' }],
  // Printing needs Node, as media do.
  'provenance.settled': [{ name: issueCertificateJob, lane: 'media', subjectOf: certificateSubject }],
}
