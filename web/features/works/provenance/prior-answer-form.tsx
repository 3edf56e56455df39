import { Radio, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PriorSearchView, priorAnswers } from '../../../../src/domains/provenance/contract.ts'
import { answerPrior } from '../../../api.ts'
import { SendForm } from '../../../ui/send-form.tsx'

const statementMin = 10
const statementMax = 1000

interface PriorAnswerFormProps {
  workId: string
  version: number
  number: string
  onAnswered: (search: PriorSearchView) => void
}

/** Once and for good, so what becomes of it is said before it is sent. */
export function PriorAnswerForm({ workId, version, number, onAnswered }: PriorAnswerFormProps) {
  const { t } = useTranslation()
  const [answer, setAnswer] = useState('')
  const [statement, setStatement] = useState('')
  const [isChecked, setChecked] = useState(false)
  const chosen = priorAnswers.find((one) => one === answer)
  const isTooShort = statement.trim().length < statementMin
  return (
    <SendForm
      submitWords={t('provenance.prior.send')}
      isFinal
      check={() => {
        setChecked(true)
        return chosen !== undefined && !isTooShort
      }}
      send={async () => {
        if (chosen) onAnswered(await answerPrior(workId, number, { version, answer: chosen, statement }))
      }}
    >
      <Radio.Group
        label={t('provenance.prior.question')}
        value={answer}
        onChange={setAnswer}
        error={isChecked && !chosen ? t('provenance.prior.answerMissing') : null}
      >
        <Stack gap={8} mt={8}>
          {priorAnswers.map((one) => (
            <Radio key={one} value={one} label={t(`provenance.prior.answers.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('provenance.prior.statement')}
        description={t('provenance.prior.statementHint')}
        autosize
        minRows={2}
        maxLength={statementMax}
        value={statement}
        onChange={(event) => setStatement(event.currentTarget.value)}
        error={isChecked && isTooShort ? t('provenance.prior.statementShort') : null}
      />
    </SendForm>
  )
}
