import {
  type AlignedSegment,
  entryOf,
  frameSeconds,
  neighbour,
  queryTimeAt,
  segmentShowing,
  workTimeAt,
} from './alignment.ts'
import type { CompareClock } from './clock.ts'
import type { CompareKeys } from './use-compare-keys.ts'

/** What a reviewer can do with both sides at once, whatever plays them. Times are seconds. */
export function useReview<S extends AlignedSegment>(segments: readonly S[], clock: CompareClock) {
  const current = clock.segment === null ? undefined : segments[clock.segment]
  const workTime = current ? workTimeAt(current, clock.time) : null

  const toggle = () => (clock.isPlaying ? clock.pause() : clock.play())
  const step = (seconds: number) => {
    clock.pause()
    clock.seek(clock.time + seconds)
  }
  const jump = (direction: 1 | -1) => {
    const isInside = current !== undefined && clock.time > entryOf(current) + 0.5
    if (direction === -1 && isInside && clock.segment !== null) return select(clock.segment)
    const next = neighbour(segments, clock.segment, clock.time, direction)
    const target = next === null ? undefined : segments[next]
    if (next !== null && target) clock.seek(entryOf(target), next)
  }
  const select = (index: number) => {
    const target = segments[index]
    if (target) clock.seek(entryOf(target), index)
  }
  const seekWork = (seconds: number) => {
    const index = segmentShowing(segments, seconds, clock.segment)
    const target = index === null ? undefined : segments[index]
    if (index !== null && target) clock.seek(queryTimeAt(target, seconds), index)
  }
  const keys: CompareKeys = {
    ' ': toggle,
    arrowleft: (event) => step(event.shiftKey ? -1 : -frameSeconds),
    arrowright: (event) => step(event.shiftKey ? 1 : frameSeconds),
    '[': () => jump(-1),
    ']': () => jump(1),
  }
  return { current, workTime, toggle, step, jump, select, seekWork, keys }
}
