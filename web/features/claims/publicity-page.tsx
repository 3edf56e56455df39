import { Button, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { listPublicity, objectTo } from './api.ts'
import classes from './claims.module.css'
import { useYuan } from './money.ts'
import { useBilingual } from './words.ts'

/** What is published for objections and what came of it, for anyone. */
export function PublicityPage() {
  const { t } = useTranslation()
  const yuan = useYuan()
  const say = useBilingual()
  const formats = useFormats()
  const { data, error, refetch } = useQuery({ queryKey: ['publicity'], queryFn: listPublicity })
  const [objected, setObjected] = useState<string | null>(null)
  return (
    <Page
      title={t('claims.publicity.title')}
      lead={t('claims.publicity.lead')}
      above={<TextLink to="/programmes">{t('claims.programmes.title')}</TextLink>}
    >
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting words={t('claims.loading')} />}
      {data?.items.length === 0 && <Empty title={t('claims.publicity.none')}>{t('claims.publicity.noneWords')}</Empty>}
      <div className={classes.list}>
        {data?.items.map((item) => (
          <Card key={item.number}>
            <Title order={2} size="h4">
              {item.applicant}
              {item.subject !== '' && ` · ${item.subject}`}
            </Title>
            <p>
              {say(item.programmeTitle)} · <strong>{yuan(item.amountFen)}</strong>
            </p>
            <p className={classes.small}>
              {item.number} · <When at={item.publishedAt} precision="day" />
            </p>
            <StateMark tone={item.state === 'published' ? 'wait' : 'good'}>
              {item.state === 'published'
                ? t('claims.publicity.until', { day: formats.calendarDate(item.objectionsUntil) })
                : t('claims.publicity.ended')}
            </StateMark>
            {item.state === 'published' && objected !== item.number && (
              <p>
                <Button variant="default" size="sm" onClick={() => setObjected(item.number)}>
                  {t('claims.publicity.object')}
                </Button>
              </p>
            )}
            {objected === item.number && <ObjectionForm number={item.number} />}
          </Card>
        ))}
      </div>
    </Page>
  )
}

function ObjectionForm({ number }: { number: string }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [contact, setContact] = useState('')
  const [text, setText] = useState('')
  const [checked, setChecked] = useState(false)
  const [receipt, setReceipt] = useState<string | null>(null)
  const errorOf = (value: string, least = 1) =>
    checked && value.trim().length < least ? t('claims.publicity.incomplete') : null
  if (receipt !== null) return <Text role="status">{t('claims.publicity.sent', { id: receipt })}</Text>
  return (
    <SendForm
      submitWords={t('claims.publicity.send')}
      check={() => {
        setChecked(true)
        return name.trim() !== '' && contact.trim() !== '' && text.trim().length >= 10
      }}
      send={async () => {
        const { id } = await objectTo(number, { name: name.trim(), contact: contact.trim(), text: text.trim() })
        setReceipt(id)
      }}
    >
      <TextInput
        label={t('claims.publicity.name')}
        autoComplete="name"
        value={name}
        maxLength={100}
        error={errorOf(name)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('claims.publicity.contact')}
        value={contact}
        maxLength={200}
        error={errorOf(contact)}
        onChange={(event) => setContact(event.currentTarget.value)}
      />
      <Textarea
        label={t('claims.publicity.text')}
        description={t('claims.publicity.textHint')}
        rows={4}
        maxLength={4000}
        value={text}
        error={errorOf(text, 10)}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </SendForm>
  )
}
