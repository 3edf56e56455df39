import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Radio, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { acceptedLevels, type VerificationView } from '../../../../src/domains/verifications/contract.ts'
import { decideVerification } from '../../../api.ts'
import { SendForm } from '../../../ui/send-form.tsx'

type Choice = (typeof acceptedLevels)[number] | 'refuse'

interface DecisionFormProps {
  id: string
  onDecided: (view: VerificationView) => void
}

/** Final, so nothing is chosen before the officer chooses, and the button says in words what it does. */
export function DecisionForm({ id, onDecided }: DecisionFormProps) {
  const { t } = useTranslation()
  const [choice, setChoice] = useState<Choice | null>(null)
  const [reason, setReason] = useState('')
  const [checked, setChecked] = useState(false)
  const isRefusal = choice === 'refuse'
  const choices: Choice[] = [...acceptedLevels, 'refuse']
  return (
    <SendForm
      submitWords={
        choice === null
          ? t('desk.decide')
          : choice === 'refuse'
            ? t('desk.sendRefuse')
            : t('desk.sendAccept', { level: t(`verifications.levels.${choice}`) })
      }
      check={() => {
        setChecked(true)
        return choice !== null && reason.trim() !== ''
      }}
      send={async () => {
        if (choice === null) return
        onDecided(
          await decideVerification(
            id,
            choice === 'refuse'
              ? { decision: 'refuse', reason: reason.trim() }
              : { decision: 'accept', level: choice, reason: reason.trim() },
          ),
        )
      }}
      isFinal={isRefusal}
    >
      <Radio.Group
        label={t('desk.decide')}
        value={choice ?? ''}
        error={checked && choice === null ? t('desk.choiceMissing') : null}
        onChange={(value) => setChoice(choices.find((known) => known === value) ?? null)}
      >
        <Stack gap="sm" mt="sm">
          {choices.map((value) => (
            <Radio
              key={value}
              value={value}
              size="md"
              label={
                value === 'refuse'
                  ? t('desk.refuse')
                  : `${t('desk.accept')}${t('colon')}${t(`verifications.levels.${value}`)}`
              }
              description={value === 'refuse' ? undefined : t(`desk.levelHint.${value}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('desk.reason')}
        description={t(isRefusal ? 'desk.reasonRefuseHint' : 'desk.reasonAcceptHint')}
        minRows={3}
        rows={4}
        maxLength={2000}
        value={reason}
        error={checked && reason.trim() === '' ? t('desk.reasonMissing') : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </SendForm>
  )
}
