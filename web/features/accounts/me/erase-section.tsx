import { Button, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { eraseAccount } from '../../../api.ts'
import { Card } from '../../../ui/card.tsx'
import { useSessionChange } from '../session.ts'
import { PasswordForm } from './secret-form.tsx'
import { Section } from './section.tsx'

/** It is final, so what happens is read back before the password is asked. */
export function EraseSection() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const setSession = useSessionChange()
  const [isOpen, setOpen] = useState(false)
  const erase = async (password: string) => {
    await eraseAccount(password)
    await navigate({ to: '/erased' })
    setSession({ session: null })
  }
  return (
    <Section title={t('accounts.me.erase.title')}>
      {isOpen ? (
        <Card tone="sealed">
          <Text>{t('accounts.me.erase.words')}</Text>
          <Text mt="xs">{t('accounts.me.erase.keeps')}</Text>
          <Text mt="xs">{t('accounts.me.erase.owner')}</Text>
          <Text mt="xs" mb="md" fw={600}>
            {t('accounts.me.erase.final')}
          </Text>
          <PasswordForm submitWords={t('accounts.me.erase.yes')} send={erase} onCancel={() => setOpen(false)} isFinal />
        </Card>
      ) : (
        <Button mt="md" variant="outline" color="seal" onClick={() => setOpen(true)}>
          {t('accounts.me.erase.begin')}
        </Button>
      )}
    </Section>
  )
}
