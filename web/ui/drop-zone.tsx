import { IconUpload } from '@tabler/icons-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import classes from './drop-zone.module.css'

interface DropZoneProps {
  title: string
  hint: string
  /** What the button says; it opens the system's file dialog. */
  choose: string
  multiple?: boolean
  accept?: string
  compact?: boolean
  onFiles: (files: File[]) => void
}

/** Takes files by drag, click, touch or keyboard: the button inside is the keyboard's way. */
export function DropZone({ title, hint, choose, multiple = false, accept, compact = false, onFiles }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const hintId = useId()

  const take = (list: FileList | null) => {
    const files = list ? [...list] : []
    if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1))
  }
  const onDragOver = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same for everyone
    <div
      className={classes.zone}
      data-over={over || undefined}
      data-compact={compact || undefined}
      onDragOver={onDragOver}
      onDragEnter={onDragOver}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget instanceof Node ? event.relatedTarget : null))
          setOver(false)
      }}
      onDrop={onDrop}
    >
      <button type="button" className={classes.target} aria-describedby={hintId} onClick={() => input.current?.click()}>
        <span className={classes.icon}>
          <IconUpload size={compact ? 20 : 28} stroke={1.6} aria-hidden />
        </span>
        <span className={classes.title}>{title}</span>
        <span className={classes.choose}>{choose}</span>
      </button>
      <p id={hintId} className={classes.hint}>
        {hint}
      </p>
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept={accept}
        aria-label={choose}
        onChange={(event) => {
          take(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
