import { newId } from '../kernel/ids.ts'
import type { Clock } from '../ports/clock.ts'
import type { Db } from '../ports/db.ts'
import type { Queue } from '../ports/queue.ts'
import { listeners } from './rooms.ts'
import { insertJob, newestJobs } from './store.ts'

/**
 * The queue is a table of the same database: an event becomes one job for each room that listens, in the batch of the act
 * that caused it, so nothing is told that did not happen and nothing that happened goes untold.
 */
export function databaseQueue(db: Db, clock: Clock): Queue {
  const insert: Queue['enqueue'] = (job) => {
    const nowMs = clock.nowMs()
    return [insertJob(newId('job', nowMs), job, nowMs)]
  }
  return {
    enqueue: insert,
    emit: ({ name, payload, key, subjectId }) =>
      (listeners[name] ?? []).flatMap(({ name: job, lane, subjectOf }) =>
        insert({ name: job, lane, payload, key: `${job}:${key}`, subjectId: subjectOf?.(subjectId) ?? subjectId }),
      ),
    standings: async (subjectIds) => {
      const newest = await newestJobs(db, subjectIds)
      return new Map(
        [...newest].map(([id, { state, ...row }]) => [id, { ...row, dead: state === 'dead', done: state === 'done' }]),
      )
    },
  }
}
