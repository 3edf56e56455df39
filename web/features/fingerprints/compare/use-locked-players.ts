import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { type AlignedSegment, entryOf, segmentAt, speedOf, workTimeAt } from './alignment.ts'
import type { CompareClock } from './clock.ts'

/** Beyond this the work is moved at once; within it, its speed is bent a little until both agree again. */
const jumpSeconds = 0.25
const bendMax = 0.15

interface LockedPlayers<Player extends HTMLMediaElement> extends CompareClock {
  copy: RefObject<Player | null>
  work: RefObject<Player | null>
}

/** The copy's player leads; the work's follows it along the segment, and rests where the copy shows nothing of it. */
export function useLockedPlayers<Player extends HTMLMediaElement>(
  segments: readonly AlignedSegment[],
  durationSeconds: number,
  startAt: number,
): LockedPlayers<Player> {
  const copy = useRef<Player>(null)
  const work = useRef<Player>(null)
  const preferred = useRef<number | null>(0)
  const [time, setTime] = useState(startAt)
  const [segment, setSegment] = useState<number | null>(segmentAt(segments, startAt, 0))
  const [isPlaying, setPlaying] = useState(false)

  const show = useCallback(
    (queryTime: number) => {
      const index = segmentAt(segments, queryTime, preferred.current)
      if (index !== null) preferred.current = index
      setTime(queryTime)
      setSegment(index)
      return index === null ? null : (segments[index] ?? null)
    },
    [segments],
  )

  const seek = useCallback(
    (queryTime: number, preferredSegment?: number) => {
      if (preferredSegment !== undefined) preferred.current = preferredSegment
      const wanted = Math.min(Math.max(0, queryTime), durationSeconds)
      const current = show(wanted)
      if (copy.current) copy.current.currentTime = wanted
      if (work.current && current) work.current.currentTime = Math.max(0, workTimeAt(current, wanted))
    },
    [show, durationSeconds],
  )

  const pause = useCallback(() => {
    copy.current?.pause()
    work.current?.pause()
    setPlaying(false)
  }, [])

  const play = useCallback(() => {
    const player = copy.current
    if (!player) return
    if (player.currentTime >= durationSeconds - 0.05) seek(segments[0] ? entryOf(segments[0]) : 0, 0)
    player.play().then(
      () => setPlaying(true),
      () => setPlaying(false),
    )
  }, [durationSeconds, seek, segments])

  const follow = useCallback(
    (queryTime: number) => {
      const current = show(queryTime)
      const follower = work.current
      if (!follower) return
      if (!current) {
        follower.pause()
        return
      }
      const wanted = workTimeAt(current, queryTime)
      const drift = follower.currentTime - wanted
      const speed = Math.min(16, Math.max(0.0625, speedOf(current)))
      if (Math.abs(drift) > jumpSeconds) follower.currentTime = Math.max(0, wanted)
      follower.playbackRate = speed * (1 - Math.min(bendMax, Math.max(-bendMax, drift)))
      if (follower.paused) follower.play().catch(() => undefined)
    },
    [show],
  )

  useEffect(() => {
    const player = copy.current
    if (!player || !isPlaying) return
    let stopped = false
    const onFrame = (queryTime: number) => {
      if (stopped) return
      follow(queryTime)
      if (player.ended || player.paused) {
        pause()
        return
      }
      ask()
    }
    const ask = () => {
      if (player instanceof HTMLVideoElement && 'requestVideoFrameCallback' in player)
        player.requestVideoFrameCallback((_, { mediaTime }) => onFrame(mediaTime))
      else requestAnimationFrame(() => onFrame(copy.current?.currentTime ?? 0))
    }
    ask()
    player.addEventListener('ended', pause)
    return () => {
      stopped = true
      player.removeEventListener('ended', pause)
    }
  }, [isPlaying, follow, pause])

  return { copy, work, time, segment, isPlaying, seek, play, pause }
}
