import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Radio, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FoundableKind } from '../../../../src/domains/accounts/contract.ts'
import { countries } from '../../../../src/kernel/countries.ts'
import { CountryField } from '../../../ui/country-field.tsx'
import classes from './entry.module.css'

const kinds: FoundableKind[] = ['studio', 'buyer']

interface OrganisationFieldsProps {
  kind: FoundableKind | null
  name: string
  country: string | null
  /** Null until they have been asked for. */
  faults: { kind: string | null; organisationName: string | null; country: string | null } | null
  onKind: (kind: FoundableKind | null) => void
  onName: (name: string) => void
  onCountry: (country: string | null) => void
}

/** What somebody is, then where they belong; the second question is asked in the words of the first answer. */
export function OrganisationFields({
  kind,
  name,
  country,
  faults,
  onKind,
  onName,
  onCountry,
}: OrganisationFieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <Radio.Group
        label={t('accounts.confirm.kind')}
        value={kind ?? ''}
        error={faults?.kind}
        onChange={(value) => onKind(kinds.find((known) => known === value) ?? null)}
      >
        <div className={classes.choices}>
          {kinds.map((value) => (
            <div key={value} className={classes.choice} data-chosen={value === kind || undefined}>
              <Radio
                value={value}
                size="md"
                label={t(`accounts.confirm.kinds.${value}.label`)}
                description={t(`accounts.confirm.kinds.${value}.words`)}
              />
            </div>
          ))}
        </div>
      </Radio.Group>
      {kind && (
        <>
          <TextInput
            label={t(`accounts.confirm.organisation.${kind}`)}
            description={t(`accounts.confirm.organisationHint.${kind}`)}
            name="organisation"
            autoComplete="organization"
            value={name}
            error={faults?.organisationName}
            onChange={(event) => onName(event.currentTarget.value)}
          />
          <CountryField
            label={t('accounts.confirm.country')}
            codes={countries}
            value={country ?? ''}
            onChange={(code) => onCountry(code === '' ? null : code)}
            error={faults?.country}
          />
        </>
      )}
    </>
  )
}
