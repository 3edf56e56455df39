import { Button, Group, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { beginTotp, confirmTotp } from '../../../api.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import classes from './me.module.css'
import { QrCode } from './qr-code.tsx'
import { CodeForm, PasswordForm } from './secret-form.tsx'

interface AuthenticatorSetupProps {
  onCancel: () => void
  onDone: (recoveryCodes: string[]) => void
}

/** Password, then the picture to scan, then a code that proves the scan. Nothing is protected before the last. */
export function AuthenticatorSetup({ onCancel, onDone }: AuthenticatorSetupProps) {
  const { t } = useTranslation()
  const [setup, setSetup] = useState<{ secret: string; uri: string } | null>(null)
  const [isScanned, setScanned] = useState(false)
  const step = setup === null ? 'stepPassword' : isScanned ? 'stepCode' : 'stepScan'
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step is read from its heading on
  useEffect(() => heading.current?.focus(), [step])

  return (
    <Stack gap="md">
      <h3 ref={heading} tabIndex={-1} style={{ margin: 0 }}>
        {t(`accounts.me.totp.${step}`)}
      </h3>
      {setup === null ? (
        <PasswordForm
          submitWords={t('accounts.signInPage.goOn')}
          send={async (password) => setSetup(await beginTotp(password))}
          onCancel={onCancel}
        />
      ) : isScanned ? (
        <>
          <Text>{t('accounts.me.totp.codeWords')}</Text>
          <CodeForm
            label={t('accounts.signInPage.code')}
            submitWords={t('accounts.me.totp.confirm')}
            send={async (code) => onDone((await confirmTotp(code)).recoveryCodes)}
            onCancel={onCancel}
          />
        </>
      ) : (
        <>
          <Text>{t('accounts.me.totp.scanWords')}</Text>
          <QrCode text={setup.uri} label={t('accounts.me.totp.qr')} />
          <div>
            <Text c="dimmed">{t('accounts.me.totp.secretWords')}</Text>
            <div className={classes.secret}>
              <code>{setup.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
              <CopyButton text={setup.secret} what={t('accounts.me.totp.secret')} />
            </div>
          </div>
          <Group gap="sm">
            <Button size="md" onClick={() => setScanned(true)}>
              {t('accounts.me.totp.scanned')}
            </Button>
            <Button size="md" variant="default" onClick={onCancel}>
              {t('accounts.cancel')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  )
}
