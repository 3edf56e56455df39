import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../i18n/formats.ts'

interface CountryFieldProps {
  label: string
  /** ISO 3166-1 alpha-2. */
  codes: readonly string[]
  /** Empty while none is chosen. */
  value: string
  error: string | null | undefined
  onChange: (code: string) => void
}

/** One of these countries by its name in the reader's language, found by any part of the name or by its two letters. */
export function CountryField({ label, codes, value, error, onChange }: CountryFieldProps) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const data = useMemo(() => {
    const { compare } = new Intl.Collator(i18n.language)
    return codes
      .map((code) => ({ value: code, label: formats.countryName(code) }))
      .sort((a, b) => compare(a.label, b.label))
  }, [formats, i18n.language, codes])
  return (
    <Select
      label={label}
      placeholder={t('countryField.choose')}
      nothingFoundMessage={t('countryField.none')}
      searchable
      filter={({ options, search }) => {
        const sought = search.trim().toLowerCase()
        return options.filter(
          (option) =>
            'value' in option &&
            (option.label.toLowerCase().includes(sought) || String(option.value).toLowerCase() === sought),
        )
      }}
      data={data}
      value={value === '' ? null : value}
      onChange={(code) => onChange(code ?? '')}
      error={error}
      maxDropdownHeight={260}
      autoComplete="off"
      name="country"
    />
  )
}
