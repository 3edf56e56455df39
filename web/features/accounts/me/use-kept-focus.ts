import { useEffect, useRef } from 'react'

/** A part whose button turns into a form, and back: when what had the focus is taken away, the part itself gets it. */
export function useKeptFocus<T extends HTMLElement>() {
  const part = useRef<T>(null)
  const hadFocus = useRef(false)
  useEffect(() => {
    if (!hadFocus.current || document.activeElement !== document.body) return
    part.current?.focus({ preventScroll: true })
    part.current?.scrollIntoView({ block: 'nearest' })
  })
  return {
    ref: part,
    tabIndex: -1,
    onFocus: () => {
      hadFocus.current = true
    },
    // Not called for what React takes away.
    onBlur: () => {
      hadFocus.current = false
    },
  }
}
