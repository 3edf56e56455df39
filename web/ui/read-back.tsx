import { Button, Group, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemNotice } from './problem.tsx'
import classes from './read-back.module.css'

interface ReadBackProps {
  /** On the button that asks. */
  ask: string
  /** Said to screen readers after `ask`, where several stand on one page. */
  about?: string
  /** What will be so afterwards. */
  effect: ReactNode
  yes: string
  onYes: () => Promise<unknown>
  /** Whether it takes something away for good. */
  isFinal?: boolean
}

/** What is final happens only after its effect was read back. */
export function ReadBack({ ask, about, effect, yes, onYes, isFinal = true }: ReadBackProps) {
  const { t } = useTranslation()
  const name = about === undefined ? ask : `${ask}${t('colon')}${about}`
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  useEffect(() => {
    if (wasAsking.current && !asking) opener.current?.focus()
    wasAsking.current = asking
  }, [asking])

  const act = async () => {
    setBusy(true)
    setError(null)
    try {
      await onYes()
      setAsking(false)
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }

  if (!asking) {
    return (
      <Button ref={opener} variant="subtle" size="sm" px={8} aria-label={name} onClick={() => setAsking(true)}>
        {ask}
      </Button>
    )
  }
  return (
    <section aria-label={name} className={classes.asked}>
      {error !== null && <ProblemNotice error={error} />}
      <Text size="sm">{effect}</Text>
      <Group gap="sm">
        <Button
          size="sm"
          variant={isFinal ? 'outline' : 'filled'}
          {...(isFinal ? { color: 'seal' } : {})}
          loading={busy}
          onClick={act}
        >
          {yes}
        </Button>
        <Button size="sm" variant="default" onClick={() => setAsking(false)} autoFocus>
          {t('readBack.no')}
        </Button>
      </Group>
    </section>
  )
}
