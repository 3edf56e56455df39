import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SecurityView } from '../../../../src/domains/accounts/contract.ts'
import { endTotp, renewRecoveryCodes } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { StateMark } from '../../../ui/state-mark.tsx'
import { AuthenticatorSetup } from './authenticator-setup.tsx'
import { DoneWords } from './done-words.tsx'
import { RecoveryCodesOnce } from './recovery-codes-once.tsx'
import { CodeForm } from './secret-form.tsx'
import { Section } from './section.tsx'
import { useSecurityRefresh } from './security-query.ts'

type Doing = 'setup' | 'end' | 'renew' | null

export function AuthenticatorSection({ security }: { security: SecurityView }) {
  const { t } = useTranslation()
  const refresh = useSecurityRefresh()
  const [doing, setDoing] = useState<Doing>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const isOn = security.totpSince !== null

  const begin = (what: Doing) => {
    setDone(null)
    setDoing(what)
  }
  const finish = (words: string | null) => {
    setDoing(null)
    setDone(words)
    void refresh()
  }
  const showCodes = (recoveryCodes: string[], words: string | null) => {
    setCodes(recoveryCodes)
    finish(words)
  }

  return (
    <Section
      title={t('accounts.me.totp.title')}
      mark={
        <StateMark tone={isOn ? 'good' : 'plain'}>
          {isOn ? t('accounts.me.totp.on') : t('accounts.me.totp.off')}
        </StateMark>
      }
      words={t('accounts.me.totp.words')}
    >
      <DoneWords words={done} />
      {codes ? (
        <RecoveryCodesOnce codes={codes} onKept={() => setCodes(null)} />
      ) : doing === 'setup' ? (
        <AuthenticatorSetup
          onCancel={() => begin(null)}
          onDone={(recoveryCodes) => showCodes(recoveryCodes, t('accounts.me.totp.done'))}
        />
      ) : doing === 'end' ? (
        <>
          <Text mb="md">{t('accounts.me.totp.endWords')}</Text>
          <CodeForm
            label={t('accounts.me.totp.code')}
            submitWords={t('accounts.me.totp.endYes')}
            send={async (code) => {
              await endTotp(code)
              finish(t('accounts.me.totp.ended'))
            }}
            onCancel={() => begin(null)}
            isFinal
          />
        </>
      ) : doing === 'renew' ? (
        <>
          <Text mb="md">{t('accounts.me.recovery.renewWords')}</Text>
          <CodeForm
            label={t('accounts.me.totp.code')}
            submitWords={t('accounts.me.recovery.renewYes')}
            send={async (code) => showCodes((await renewRecoveryCodes(code)).recoveryCodes, null)}
            onCancel={() => begin(null)}
          />
        </>
      ) : security.totpSince !== null ? (
        <Held security={security} since={security.totpSince} onBegin={begin} />
      ) : (
        <Button onClick={() => begin('setup')}>{t('accounts.me.totp.begin')}</Button>
      )}
    </Section>
  )
}

interface HeldProps {
  security: SecurityView
  since: string
  onBegin: (what: Doing) => void
}

function Held({ security: { recoveryCodesLeft }, since, onBegin }: HeldProps) {
  const { t } = useTranslation()
  const { date } = useFormats()
  return (
    <>
      <Text mb="md">
        {t('accounts.me.totp.on')} {t('accounts.me.totp.since', { date: date(since) })}
        {' · '}
        {recoveryCodesLeft > 0
          ? t('accounts.me.recovery.left', { count: recoveryCodesLeft })
          : t('accounts.me.recovery.none')}
      </Text>
      <Group gap="sm">
        <Button variant="default" onClick={() => onBegin('renew')}>
          {t('accounts.me.recovery.renew')}
        </Button>
        <Button variant="default" onClick={() => onBegin('end')}>
          {t('accounts.me.totp.end')}
        </Button>
      </Group>
    </>
  )
}
