import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './empty.module.css'

/** An empty place that teaches: what will be here, and the one thing to do. */
export function Empty({
  picture,
  title,
  children,
  action,
}: {
  picture?: ReactNode
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={classes.empty}>
      {picture && (
        <div className={classes.picture} aria-hidden>
          {picture}
        </div>
      )}
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" component="div" className={classes.words}>
        {children}
      </Text>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
