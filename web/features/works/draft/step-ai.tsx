import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Radio, Stack, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { aiUses } from '../../../../src/domains/works/contract.ts'
import { useDraft } from './draft-context.ts'

export function StepAi() {
  const { t } = useTranslation()
  const { form, change } = useDraft()
  return (
    <Stack gap="lg">
      <Radio.Group
        label={t('draft.aiLevel')}
        value={form.aiLevel}
        onChange={(value) => change({ aiLevel: aiUses.find((known) => known === value) ?? '' })}
      >
        <Stack gap="sm" mt="xs">
          {aiUses.map((value) => (
            <Radio
              key={value}
              value={value}
              size="md"
              label={t(`works.aiUse.${value}`)}
              description={t(`draft.aiHint.${value}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {form.aiLevel !== '' && form.aiLevel !== 'none' && (
        <Textarea
          label={t('draft.aiStatement')}
          description={t('draft.aiStatementHint')}
          rows={5}
          value={form.aiStatement}
          error={
            form.aiStatement.trim().length > 2000
              ? t('draft.tooLong', { count: form.aiStatement.trim().length, max: 2000 })
              : null
          }
          onChange={(event) => change({ aiStatement: event.currentTarget.value })}
        />
      )}
    </Stack>
  )
}
