import type { ReactNode } from 'react'
import classes from './card.module.css'

export function Card({ tone = 'plain', children }: { tone?: 'plain' | 'warm' | 'sealed'; children: ReactNode }) {
  return (
    <div
      className={[classes.card, tone === 'warm' && classes.warm, tone === 'sealed' && classes.sealed]
        .filter(Boolean)
        .join(' ')}
    >
      {children}
    </div>
  )
}
