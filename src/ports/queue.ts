import type { Statement } from './db.ts'

/** `media` jobs need FFmpeg and wait for a media worker; `light` jobs run in any home. */
export type JobLane = 'media' | 'light'

export interface JobRequest {
  name: string
  payload: Record<string, unknown>
  /** A second job with the same key is not added. */
  key: string
  lane: JobLane
  /** The thing whose page shows the job's progress, for example a file's id. */
  subjectId: string
}

export interface DomainEvent {
  name: string
  payload: Record<string, unknown>
  /** Names this occurrence: the same event told twice starts its jobs once. */
  key: string
  subjectId: string
}

/** Both return statements for the caller's own batch: the work is queued if and only if the batch happens. */
export interface Queue {
  enqueue(job: RequestedJob): Statement[]
  /** One job for each room that listens to the event. */
  emit(event: DomainEvent): Statement[]
  /** How far the newest job of each subject is; a subject without jobs is absent. */
  standings(subjectIds: readonly string[]): Promise<Map<string, JobStanding>>
}

/** `onlyIf` is a condition on the database at the time of the batch: a SELECT that yields a row or none. */
export interface RequestedJob extends JobRequest {
  onlyIf?: Statement
}

export interface JobStanding {
  subjectId: string
  name: string
  fraction: number
  step: string
  /** Given up after the last try. */
  dead: boolean
  done: boolean
}
