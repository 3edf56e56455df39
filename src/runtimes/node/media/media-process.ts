/**
 * Entry of a media process. FFmpeg and libvips parse hostile bytes in native code: a fault there ends the whole process
 * it happens in, threads and all, so this is a process of its own and not a worker thread.
 */
import process from 'node:process'
import type { MediaReply, MediaTask } from './media-messages.ts'
import { toWireError } from './media-messages.ts'
import { fingerprint, inspect, passages, poster } from './media-work.ts'

const PROGRESS_INTERVAL_MS = 200

const send = (reply: MediaReply): void => {
  process.send?.(reply)
}

const parentId = process.ppid
const throttle = (report: (fraction: number) => void): ((fraction: number) => void) => {
  let last = performance.now()
  return (fraction) => {
    const now = performance.now()
    if (now - last < PROGRESS_INTERVAL_MS) return
    last = now
    // Decoding never returns to the event loop, so a dead parent is only noticed here.
    if (process.ppid !== parentId) process.exit(1)
    report(fraction)
  }
}

const perform = (id: number, task: MediaTask): Promise<unknown> => {
  switch (task.name) {
    case 'inspect':
      return inspect(task.path, task.limits)
    case 'fingerprint':
      return fingerprint(task.path, {
        limits: task.limits,
        threads: task.threads,
        onProgress: throttle((fraction) => send({ type: 'progress', id, fraction })),
      })
    case 'poster':
      return poster(task.path, { ...task.options, limits: task.limits, threads: task.threads })
    case 'passages':
      return passages(task.path, task.ranges, task.limits)
  }
}

process.on('message', (message: { id: number; task: MediaTask }) => {
  const { id, task } = message
  perform(id, task).then(
    (value) => send({ type: 'done', id, value }),
    (cause: unknown) => send({ type: 'failed', id, error: toWireError(cause), reason: String(cause) }),
  )
})
process.on('disconnect', () => process.exit(0))
