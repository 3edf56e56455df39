import { Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CounterPreview } from '../../../src/domains/notices/contract.ts'
import { counterNotice, previewCounter } from '../../api.ts'
import { Page } from '../../ui/page.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { AreaField, SenderFields, Statements, statementsOf, useNoticeForm } from './notice-fields.tsx'
import { addressesIn } from './notice-words.ts'
import classes from './notices.module.css'

/** Where the link in a notice leads: whoever put the material up answers, without an account. */
export function CounterPage() {
  const { t } = useTranslation()
  const [token] = useState(() => window.location.hash.slice(1))
  // The secret behind the # is taken out of the address at once, so that no history and no picture of the screen keeps it.
  useEffect(() => {
    if (window.location.hash !== '') window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [])
  const [notice, setNotice] = useState<CounterPreview | null>(null)
  return (
    <Page
      title={t('notices.counter.title')}
      lead={token === '' ? t('notices.counter.lost') : t('notices.counter.lead')}
      width="narrow"
    >
      {token !== '' && !notice && (
        <SendForm submitWords={t('notices.counter.go')} send={async () => setNotice(await previewCounter(token))}>
          {null}
        </SendForm>
      )}
      {notice && (
        <div className={classes.parts}>
          <pre className={classes.text}>{notice.text}</pre>
          {notice.state === 'removed' ? (
            <CounterForm token={token} notice={notice} onDone={setNotice} />
          ) : (
            <Text role="status">
              {notice.state === 'countered' ? t('notices.counter.done') : t('notices.counter.notNow')}
            </Text>
          )}
        </div>
      )}
    </Page>
  )
}

interface CounterFormProps {
  token: string
  notice: CounterPreview
  onDone: (notice: CounterPreview) => void
}

function CounterForm({ token, notice, onDone }: CounterFormProps) {
  const { t } = useTranslation()
  const state = useNoticeForm({ addresses: notice.addresses.join('\n') })
  const words: Record<string, unknown> = t('notices.counter', { returnObjects: true })
  const names = statementsOf.counter[notice.law]
  return (
    <SendForm
      submitWords={t('notices.counter.send')}
      isFinal
      atFields={state.take}
      send={async () =>
        onDone(
          await counterNotice({
            token,
            sender: state.sender(),
            addresses: addressesIn(state.text('addresses')),
            explanation: state.text('explanation'),
            signature: state.text('signature'),
            ...Object.fromEntries(names.map((name) => [name, state.form[name] === true])),
          }),
        )
      }
    >
      <SenderFields state={state} />
      <AreaField state={state} name="addresses" label={t('notices.counter.addresses')} />
      <AreaField state={state} name="explanation" label={t('notices.counter.explanation')} />
      <Statements state={state} names={names} words={words} />
      <TextInput
        label={t('notices.form.signature')}
        value={String(state.form.signature ?? '')}
        error={state.error('signature')}
        onChange={(event) => state.put('signature', event.currentTarget.value)}
      />
    </SendForm>
  )
}
