import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { giveSecondFactor } from '../../../api.ts'
import { Card } from '../../../ui/card.tsx'
import { Page } from '../../../ui/page.tsx'
import { useProblemWords } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { CodeField } from '../fields.tsx'
import type { SignInAnswer } from './sign-in-answer.ts'

interface SecondFactorStepProps {
  onAnswer: (answer: SignInAnswer) => void
  onStartOver: () => void
}

export function SecondFactorStep({ onAnswer, onStartOver }: SecondFactorStepProps) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const [code, setCode] = useState('')
  const [isRecovery, setIsRecovery] = useState(false)
  const [checked, setChecked] = useState(false)
  const turn = () => {
    setIsRecovery(!isRecovery)
    setCode('')
    setChecked(false)
  }
  return (
    <Page
      title={t('accounts.signInPage.codeTitle')}
      lead={isRecovery ? t('accounts.signInPage.recoveryLead') : t('accounts.signInPage.codeLead')}
      width="narrow"
    >
      <Card>
        <SendForm
          key={String(isRecovery)}
          submitWords={t('accounts.signInPage.goOn')}
          check={() => {
            setChecked(true)
            return code.trim() !== ''
          }}
          send={async () => onAnswer(await giveSecondFactor(code))}
          atFields={['wrong_code']}
        >
          {(refused) => (
            <CodeField
              takesFocus
              label={isRecovery ? t('accounts.signInPage.recovery') : t('accounts.signInPage.code')}
              description={isRecovery ? t('accounts.signInPage.recoveryHint') : t('accounts.signInPage.codeHint')}
              isRecovery={isRecovery}
              value={code}
              onChange={setCode}
              error={
                (checked && code.trim() === '' && t('accounts.required')) ||
                (refused === 'wrong_code' && wordsForCode(refused))
              }
            />
          )}
        </SendForm>
      </Card>
      <Group mt="md" gap="sm">
        <Button variant="subtle" onClick={turn}>
          {isRecovery ? t('accounts.signInPage.useCode') : t('accounts.signInPage.useRecovery')}
        </Button>
        <Button variant="subtle" onClick={onStartOver}>
          {t('accounts.signInPage.startOver')}
        </Button>
      </Group>
    </Page>
  )
}
