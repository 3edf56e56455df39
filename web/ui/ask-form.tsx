import { Button, Group, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { ProblemNotice } from './problem.tsx'

interface AskFormProps {
  submitWords: string
  /** Names the fields that are not right yet; nothing is sent while it answers false. */
  isRight: () => boolean
  send: () => Promise<unknown>
  /** Answers true for a refusal that the fields tell themselves. */
  tellAtFields?: (error: unknown) => boolean
  cancel?: { words: string; act: () => void }
  isFinal?: boolean
  children: ReactNode
}

/** Sends once, says what was refused, and moves the focus to the first field that is not right. */
export function AskForm({ submitWords, isRight, send, tellAtFields, cancel, isFinal = false, children }: AskFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [faultsTold, setFaultsTold] = useState(0)
  useEffect(() => {
    if (faultsTold > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [faultsTold])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (sending) return
    if (!isRight()) {
      setFaultsTold((times) => times + 1)
      return
    }
    setSending(true)
    setError(null)
    try {
      await send()
    } catch (problem) {
      if (tellAtFields?.(problem)) setFaultsTold((times) => times + 1)
      else setError(problem)
    } finally {
      setSending(false)
    }
  }

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="md">
        {children}
        {error !== null && <ProblemNotice error={error} />}
        <Group gap="sm">
          <Button type="submit" size="md" loading={sending} {...(isFinal ? { color: 'seal' } : {})}>
            {submitWords}
          </Button>
          {cancel && (
            <Button size="md" variant="default" onClick={cancel.act}>
              {cancel.words}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
