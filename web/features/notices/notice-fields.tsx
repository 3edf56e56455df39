import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Law } from '../../../src/domains/notices/contract.ts'
import { ApiProblem } from '../../api.ts'
import { TickBox } from '../../ui/tick-box.tsx'
import { fieldOfElement } from './notice-words.ts'
import classes from './notices.module.css'

export type NoticeForm = Record<string, string | boolean>

/** The statements that each law has somebody make. */
export const statementsOf: Record<'notice' | 'counter', Record<Law, readonly string[]>> = {
  notice: { cn: ['truth'], us: ['goodFaith', 'accuracy', 'perjury'], eu: ['goodFaith'] },
  counter: { cn: ['truth'], us: ['goodFaith', 'perjury', 'jurisdiction'], eu: [] },
}

/** A form whose faults the server names, element by element. */
export function useNoticeForm(start: NoticeForm) {
  const { t } = useTranslation()
  const [form, setForm] = useState(start)
  const [missing, setMissing] = useState<readonly string[]>([])
  const put = (name: string, value: string | boolean) => setForm((former) => ({ ...former, [name]: value }))
  const text = (name: string) => String(form[name] ?? '').trim()
  return {
    form,
    put,
    text,
    error: (name: string) => (missing.includes(name) ? t('notices.form.missing') : null),
    /** Whether the fields tell it. */
    take: (refusal: unknown): boolean => {
      if (!(refusal instanceof ApiProblem) || refusal.code !== 'notice_incomplete') return false
      setMissing(refusal.issues.map(({ path }) => fieldOfElement[path] ?? path))
      return true
    },
    sender: () => ({
      name: text('name'),
      idNumber: text('idNumber'),
      address: text('address'),
      phone: text('phone'),
      email: text('email'),
    }),
  }
}
export type NoticeFormState = ReturnType<typeof useNoticeForm>

export function SenderFields({ state }: { state: NoticeFormState }) {
  const { t } = useTranslation()
  return (
    <div className={classes.fields}>
      {(['name', 'idNumber', 'address', 'phone', 'email'] as const).map((name) => (
        <TextInput
          key={name}
          label={t(`notices.form.${name}`)}
          value={state.text(name)}
          error={state.error(name)}
          onChange={(event) => state.put(name, event.currentTarget.value)}
        />
      ))}
    </div>
  )
}

export function AreaField({ state, name, label }: { state: NoticeFormState; name: string; label: string }) {
  return (
    <Textarea
      label={label}
      autosize
      minRows={3}
      value={String(state.form[name] ?? '')}
      error={state.error(name)}
      onChange={(event) => state.put(name, event.currentTarget.value)}
    />
  )
}

interface StatementProps {
  state: NoticeFormState
  names: readonly string[]
  words: Record<string, unknown>
}

export function Statements({ state, names, words }: StatementProps) {
  return names.map((name) => (
    <TickBox
      key={name}
      label={String(words[name] ?? name)}
      checked={state.form[name] === true}
      error={state.error(name)}
      onChange={(event) => state.put(name, event.currentTarget.checked)}
    />
  ))
}
