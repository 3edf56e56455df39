import { Stack, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'
import { useDraft } from './draft-context.ts'
import { LanguagePicker } from './language-picker.tsx'
import { PosterField } from './poster-field.tsx'

const synopsisLengthMax = 5000

export function StepWhen() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { form, change } = useDraft()
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
  const dateFault = (day: string) => (day > today ? t('obstacles.in_the_future') : null)
  const isBefore = form.createdOn !== '' && form.firstPublishedOn !== '' && form.firstPublishedOn < form.createdOn
  const length = form.synopsis.trim().length
  return (
    <Stack gap="lg">
      <TextInput
        type="date"
        label={t('draft.createdOn')}
        description={t('draft.createdOnHint')}
        max={today}
        value={form.createdOn}
        error={dateFault(form.createdOn)}
        onChange={(event) => change({ createdOn: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('draft.firstPublishedOn')}
        description={t('draft.firstPublishedOnHint')}
        max={today}
        value={form.firstPublishedOn}
        error={dateFault(form.firstPublishedOn) ?? (isBefore ? t('obstacles.before_creation') : null)}
        onChange={(event) => change({ firstPublishedOn: event.currentTarget.value })}
      />
      <LanguagePicker
        label={t('draft.languages')}
        description={t('draft.languagesHint')}
        value={form.languages}
        onChange={(languages) => change({ languages })}
      />
      <Textarea
        label={t('draft.synopsis')}
        description={t('draft.synopsisHint', {
          length: formats.number(length),
          max: formats.number(synopsisLengthMax),
        })}
        rows={6}
        value={form.synopsis}
        error={
          length > synopsisLengthMax
            ? t('draft.tooLong', { count: length, max: formats.number(synopsisLengthMax) })
            : null
        }
        onChange={(event) => change({ synopsis: event.currentTarget.value })}
      />
      <PosterField />
    </Stack>
  )
}
