import { type ReactNode, useId } from 'react'
import classes from './me.module.css'
import { useKeptFocus } from './use-kept-focus.ts'

interface SectionProps {
  title: string
  /** Beside the title: how it stands. */
  mark?: ReactNode
  words?: ReactNode
  children: ReactNode
}

export function Section({ title, mark, words, children }: SectionProps) {
  const id = useId()
  const focus = useKeptFocus<HTMLElement>()
  return (
    <section className={classes.section} aria-labelledby={id} {...focus}>
      <h2>
        <span id={id}>{title}</span>
        {mark}
      </h2>
      {words && <div className={classes.words}>{words}</div>}
      {children}
    </section>
  )
}
