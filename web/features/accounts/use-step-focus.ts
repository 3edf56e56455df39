import { useEffect, useRef } from 'react'

/** When a page turns to its next step without a new address, reading starts at the top, unless a field there took the focus. */
export function useStepFocus(step: string): void {
  const shown = useRef(step)
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [step])
}
