import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { countries } from '../../../../src/kernel/countries.ts'

interface CountrySelectProps {
  value: string | null
  onChange: (country: string | null) => void
  error: string | null
}

/** Every country by its name in the reader's language, found by name or by its two letters. */
export function CountrySelect({ value, onChange, error }: CountrySelectProps) {
  const { t, i18n } = useTranslation()
  const data = useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: 'region' })
    const { compare } = new Intl.Collator(i18n.language)
    return countries
      .map((code) => ({ value: code, label: names.of(code) ?? code }))
      .sort((a, b) => compare(a.label, b.label))
  }, [i18n.language])
  return (
    <Select
      label={t('accounts.confirm.country')}
      placeholder={t('accounts.confirm.countryChoose')}
      nothingFoundMessage={t('accounts.confirm.countryNone')}
      searchable
      data={data}
      value={value}
      onChange={onChange}
      error={error}
      limit={60}
      maxDropdownHeight={260}
      autoComplete="off"
      name="country"
    />
  )
}
