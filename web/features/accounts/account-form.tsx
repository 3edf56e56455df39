import { Button, Stack } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Card } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { useSessionChange } from './session.ts'

interface AccountFormProps {
  submitWords: string
  next: string | undefined
  /** Names the fields that are not right yet; nothing is sent while there are any. */
  check: () => boolean
  send: () => Promise<Parameters<ReturnType<typeof useSessionChange>>[0]>
  children: ReactNode
}

/** One form for both doors: sends once, says what went wrong, then goes where the person wanted to go. */
export function AccountForm({ submitWords, next, check, send, children }: AccountFormProps) {
  const setSession = useSessionChange()
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (sending) return
    if (!check()) {
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setSending(true)
    setError(null)
    try {
      setSession(await send())
      router.history.push(next ?? '/works')
    } catch (problem) {
      setError(problem)
    } finally {
      setSending(false)
    }
  }

  return (
    <Card>
      <form ref={form} onSubmit={submit} noValidate>
        <Stack gap="md">
          {error !== null && <ProblemNotice error={error} />}
          {children}
          <Button type="submit" size="md" loading={sending} mt={4}>
            {submitWords}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
