import { useEffect, useRef } from 'react'
import { useSingleKeys } from '../../../ui/single-keys.tsx'

/** A key as `KeyboardEvent.key` names it, in small letters → what it does. */
export type CompareKeys = Record<string, (event: KeyboardEvent) => void>

const choosingTypes = new Set(['radio', 'checkbox', 'range'])
const keysOfChoices = new Set([' ', 'arrowleft', 'arrowright'])

/** Whether the control under the keyboard needs this key itself. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !choosingTypes.has(target.type) || keysOfChoices.has(key)
  if (target.tagName === 'TEXTAREA' || target.tagName === 'SELECT' || target.isContentEditable) return true
  return key === ' ' && target.closest('button, a, summary') !== null
}

/** Keys work anywhere on the page (those of a single character unless they are turned off), except where the person types or where a control needs the key itself. */
export function useCompareKeys(keys: CompareKeys): void {
  const [isOn] = useSingleKeys()
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const key = event.key.toLowerCase()
      if (isTaken(event.target, key)) return
      if (!isOn && key.length === 1 && key !== ' ') return
      const action = latest.current[key]
      if (!action) return
      event.preventDefault()
      action(event)
    }
    // Who clicks with a mouse and then presses Space wants to play, not to press the same button again.
    const onClick = (event: MouseEvent) => {
      if (event.detail > 0 && document.activeElement instanceof HTMLElement) document.activeElement.blur()
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('click', onClick)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('click', onClick)
    }
  }, [isOn])
}
