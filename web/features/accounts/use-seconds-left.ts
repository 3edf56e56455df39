import { useEffect, useState } from 'react'

/** Counts down from `seconds`; `restart` begins anew. */
export function useSecondsLeft(seconds: number): [number, () => void] {
  const [endsAt, setEndsAt] = useState(() => Date.now() + seconds * 1000)
  const [now, setNow] = useState(() => Date.now())
  const left = Math.max(0, Math.ceil((endsAt - now) / 1000))
  const isOver = left === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new end starts a new clock
  useEffect(() => {
    if (isOver) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [endsAt, isOver])
  const restart = () => {
    setNow(Date.now())
    setEndsAt(Date.now() + seconds * 1000)
  }
  return [left, restart]
}
