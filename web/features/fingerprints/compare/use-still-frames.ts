import { useCallback, useEffect, useState } from 'react'
import { type AlignedSegment, entryOf, neighbour } from './alignment.ts'
import type { CompareClock } from './clock.ts'

const pageSeconds = 0.5
const edgeSeconds = 0.02

/** Turns still frames of one segment after another, half a second a page; never leaves the matched parts. */
export function useStillFrames(segments: readonly AlignedSegment[]): CompareClock {
  const [segment, setSegment] = useState(0)
  const [time, setTime] = useState(segments[0] ? entryOf(segments[0]) : 0)
  const [isPlaying, setPlaying] = useState(false)

  const seek = useCallback(
    (queryTime: number, preferredSegment?: number) => {
      const containing = segments.findIndex(
        ({ queryStart, queryEnd }) => queryTime >= queryStart && queryTime <= queryEnd,
      )
      const index = preferredSegment ?? (containing === -1 ? segment : containing)
      const bounds = segments[index]
      if (!bounds) return
      setSegment(index)
      setTime(Math.max(bounds.queryStart, Math.min(queryTime, bounds.queryEnd - edgeSeconds)))
    },
    [segments, segment],
  )

  useEffect(() => {
    if (!isPlaying) return
    const timer = setTimeout(() => {
      const bounds = segments[segment]
      if (bounds && time + pageSeconds < bounds.queryEnd) return setTime(time + pageSeconds)
      const next = neighbour(segments, segment, time, 1)
      const start = next === null || next === segment ? undefined : segments[next]
      if (next === null || !start) return setPlaying(false)
      setSegment(next)
      setTime(start.queryStart)
    }, pageSeconds * 1000)
    return () => clearTimeout(timer)
  }, [isPlaying, time, segment, segments])

  const play = useCallback(() => {
    const bounds = segments[segment]
    if (bounds && time + pageSeconds >= bounds.queryEnd) setTime(bounds.queryStart)
    setPlaying(true)
  }, [segments, segment, time])

  return { time, segment, isPlaying, seek, play, pause: useCallback(() => setPlaying(false), []) }
}
