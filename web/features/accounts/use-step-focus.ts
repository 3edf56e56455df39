import { useEffect, useRef } from 'react'

/** When a page turns to its next step without a new address, reading starts at the top, as on a new page. */
export function useStepFocus(step: string): void {
  const shown = useRef(step)
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    document.getElementById('main')?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [step])
}
