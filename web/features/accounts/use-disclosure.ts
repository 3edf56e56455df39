import { useEffect, useRef, useState } from 'react'

/** A button and what it opens; Escape, a click elsewhere and leaving by keyboard close it again. */
export function useDisclosure() {
  const [isOpen, setOpen] = useState(false)
  const container = useRef<HTMLDivElement>(null)
  const toggle = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!isOpen) return
    const isOutside = (target: EventTarget | null) => !(target instanceof Node && container.current?.contains(target))
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      toggle.current?.focus()
    }
    const leave = ({ target }: Event) => {
      if (isOutside(target)) setOpen(false)
    }
    document.addEventListener('keydown', press)
    document.addEventListener('pointerdown', leave)
    document.addEventListener('focusin', leave)
    return () => {
      document.removeEventListener('keydown', press)
      document.removeEventListener('pointerdown', leave)
      document.removeEventListener('focusin', leave)
    }
  }, [isOpen])
  return { isOpen, setOpen, container, toggle }
}
