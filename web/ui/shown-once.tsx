import { Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { Card } from './card.tsx'
import { CopyButton } from './copy-button.tsx'
import classes from './shown-once.module.css'

/** A secret that nobody can be shown again: takes the focus, so that it is not passed over. */
export function ShownOnce({
  title,
  words,
  secret,
  what,
  example,
}: {
  title: string
  words: ReactNode
  secret: string
  what: string
  example?: { words: string; text: string; what: string }
}) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <section ref={box} tabIndex={-1} aria-label={title} className={classes.box}>
      <Card tone="warm">
        <Text fw={650} fz="lg">
          {title}
        </Text>
        <Text mb="sm">{words}</Text>
        <div className={classes.line}>
          <code className={classes.secret}>{secret}</code>
          <CopyButton text={secret} what={what} />
        </div>
        {example && (
          <>
            <Text size="sm" c="dimmed" mt="md" mb={4}>
              {example.words}
            </Text>
            <div className={classes.line}>
              <code className={classes.secret}>{example.text}</code>
              <CopyButton text={example.text} what={example.what} />
            </div>
          </>
        )}
      </Card>
    </section>
  )
}
