import { CloseButton, NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'
import { commonLanguages } from '../work-words.ts'
import classes from './language-picker.module.css'

interface LanguagePickerProps {
  label: string
  description: string
  value: string[]
  onChange: (languages: string[]) => void
}

export function LanguagePicker({ label, description, value, onChange }: LanguagePickerProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const free = commonLanguages.filter((tag) => !value.includes(tag))
  return (
    <div>
      <NativeSelect
        label={label}
        description={description}
        value=""
        onChange={(event) => {
          const tag = event.currentTarget.value
          if (tag !== '') onChange([...value, tag])
        }}
        data={[
          { value: '', label: t('draft.addLanguage') },
          ...free.map((tag) => ({ value: tag, label: formats.languageName(tag) })),
        ]}
      />
      {value.length > 0 && (
        <ul className={classes.chosen}>
          {value.map((tag) => (
            <li key={tag}>
              {formats.languageName(tag)}
              <CloseButton
                size="sm"
                aria-label={t('draft.removeLanguage', { language: formats.languageName(tag) })}
                onClick={() => onChange(value.filter((other) => other !== tag))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
