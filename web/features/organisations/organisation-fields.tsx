import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countries } from '../../../src/kernel/countries.ts'
import { CountryField } from '../../ui/country-field.tsx'

export interface NameAndCountry {
  name: string
  country: string
}

export const isNamed = ({ name, country }: NameAndCountry) => name.trim() !== '' && country !== ''

export function OrganisationFields({
  value,
  checked,
  onChange,
}: {
  value: NameAndCountry
  checked: boolean
  onChange: (value: NameAndCountry) => void
}) {
  const { t } = useTranslation()
  const missing = (text: string) => (checked && text.trim() === '' ? t('organisations.required') : null)
  return (
    <>
      <TextInput
        label={t('organisations.name')}
        description={t('organisations.nameHint')}
        autoComplete="organization"
        maxLength={200}
        value={value.name}
        error={missing(value.name)}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <CountryField
        label={t('organisations.country')}
        codes={countries}
        value={value.country}
        error={missing(value.country)}
        onChange={(country) => onChange({ ...value, country })}
      />
    </>
  )
}
