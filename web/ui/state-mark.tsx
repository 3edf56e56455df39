import { IconCircleCheck, IconCircleDashed, IconCircleMinus, IconPencil, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './state-mark.module.css'

export type StateTone = 'sealed' | 'open' | 'good' | 'wait' | 'bad' | 'plain'

const icons = {
  sealed: null,
  open: IconPencil,
  good: IconCircleCheck,
  wait: IconCircleDashed,
  bad: IconX,
  plain: IconCircleMinus,
}

/** A state in words, with a sign of its own so that colour is never alone. */
export function StateMark({ tone, children }: { tone: StateTone; children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <span className={classes.mark} data-tone={tone}>
      {Icon ? <Icon size={14} aria-hidden /> : <span className={classes.stamp} aria-hidden />}
      {children}
    </span>
  )
}
