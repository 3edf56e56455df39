import type { ReactNode } from 'react'
import classes from './facts.module.css'

/** Pairs of a name and what it is; empty ones are left out. */
export function Facts({ items }: { items: { name: string; value: ReactNode }[] }) {
  const told = items.filter(({ value }) => value !== null && value !== undefined && value !== '')
  return (
    <dl className={classes.facts}>
      {told.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
