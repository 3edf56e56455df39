import { Button, Group, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../api.ts'
import { ProblemNotice } from './problem.tsx'

interface SendFormProps {
  submitWords: string
  /** Names the fields that are not right yet; nothing is sent while it answers false. */
  check?: () => boolean
  send: () => Promise<unknown>
  /** The codes of refusals that a field tells itself, or what hands one to the fields and answers whether they tell it. */
  atFields?: readonly string[] | ((error: unknown) => boolean)
  /** Shown in place of the plain notice for what it knows. */
  notice?: (problem: ApiProblem) => ReactNode | undefined
  isFinal?: boolean
  onCancel?: { words: string; act: () => void }
  children: ReactNode | ((refusedCode: string | null) => ReactNode)
}

/** A form that sends once, says what went wrong where it went wrong, and moves the focus there. */
export function SendForm({
  submitWords,
  check,
  send,
  atFields = [],
  notice,
  isFinal = false,
  onCancel,
  children,
}: SendFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [isAtField, setAtField] = useState(false)
  const [faultsTold, setFaultsTold] = useState(0)
  const problem = error instanceof ApiProblem ? error : null

  useEffect(() => {
    if (faultsTold > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [faultsTold])

  const isInPlaceOfButton = onCancel !== undefined
  useEffect(() => {
    if (isInPlaceOfButton) form.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [isInPlaceOfButton])

  const isToldAtField = (refusal: unknown): boolean =>
    typeof atFields === 'function'
      ? atFields(refusal)
      : refusal instanceof ApiProblem && atFields.includes(refusal.code)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (sending) return
    if (check && !check()) {
      setFaultsTold((times) => times + 1)
      return
    }
    setSending(true)
    setError(null)
    try {
      await send()
    } catch (refusal) {
      const isTold = isToldAtField(refusal)
      setError(refusal)
      setAtField(isTold)
      if (isTold) setFaultsTold((times) => times + 1)
    } finally {
      setSending(false)
    }
  }

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="md">
        {error !== null && !isAtField && ((problem && notice?.(problem)) ?? <ProblemNotice error={error} />)}
        {typeof children === 'function' ? children(problem?.code ?? null) : children}
        <Group gap="sm" mt={4}>
          <Button
            type="submit"
            size="md"
            loading={sending}
            {...(isFinal ? { color: 'seal', variant: 'filled' as const } : {})}
          >
            {submitWords}
          </Button>
          {onCancel && (
            <Button size="md" variant="default" onClick={onCancel.act}>
              {onCancel.words}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
