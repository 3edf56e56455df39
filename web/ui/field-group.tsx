import type { ReactNode } from 'react'
import classes from './field-group.module.css'

/** Fields that answer one question together. */
export function FieldGroup({
  label,
  description,
  children,
}: {
  label: string
  description?: string
  children: ReactNode
}) {
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {description && <p>{description}</p>}
      {children}
    </fieldset>
  )
}
