import { useEffect, useRef } from 'react'
import { useSingleKeys } from './single-keys.tsx'

/** `j` and `k` walk through a list, unless they are turned off, the person types or a control is open. */
export function useListKeys(move: (step: 1 | -1) => void): void {
  const [isOn] = useSingleKeys()
  const latest = useRef(move)
  useEffect(() => {
    latest.current = move
  })
  useEffect(() => {
    if (!isOn) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const { target } = event
      const isTyping =
        target instanceof HTMLElement &&
        (['TEXTAREA', 'SELECT'].includes(target.tagName) ||
          (target instanceof HTMLInputElement && target.type !== 'radio') ||
          target.isContentEditable)
      if (isTyping) return
      const key = event.key.toLowerCase()
      if (key !== 'j' && key !== 'k') return
      event.preventDefault()
      latest.current(key === 'j' ? 1 : -1)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [isOn])
}
