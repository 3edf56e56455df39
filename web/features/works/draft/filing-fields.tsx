import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import '@mantine/core/styles/SimpleGrid.layer.css'
import { useTranslation } from 'react-i18next'
import { filingClasses, filingDocuments, filingRegimes } from '../../../../src/domains/works/contract.ts'
import { type FilingForm, latestRegime } from './form.ts'

/** The Order of 2026-09-01 renamed the classes; the older rules keep theirs. */
const classesOf = (regime: FilingForm['regime']) =>
  filingClasses.filter((name) => name.endsWith('类') === (regime === latestRegime))

export function FilingFields({ filing, onChange }: { filing: FilingForm; onChange: (filing: FilingForm) => void }) {
  const { t } = useTranslation()
  const change = (patch: Partial<FilingForm>) => onChange({ ...filing, ...patch })
  const changeRegime = (value: string) => {
    const regime = filingRegimes.find((known) => known === value) ?? latestRegime
    const keeps = filing.class !== '' && classesOf(regime).includes(filing.class)
    change({ regime, class: keeps ? filing.class : '' })
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <NativeSelect
        label={t('draft.filing.regime')}
        description={t('draft.filing.regimeHint')}
        value={filing.regime}
        onChange={(event) => changeRegime(event.currentTarget.value)}
        data={[...filingRegimes].reverse().map((value) => ({ value, label: t(`works.regimes.${value}`) }))}
      />
      <NativeSelect
        label={t('draft.filing.class')}
        description={t('draft.filing.classHint')}
        value={filing.class}
        onChange={(event) => {
          const { value } = event.currentTarget
          change({ class: filingClasses.find((known) => known === value) ?? '' })
        }}
        data={[
          { value: '', label: t('draft.choose') },
          ...classesOf(filing.regime).map((value) => ({ value, label: t(`works.filingClasses.${value}`) })),
        ]}
      />
      <NativeSelect
        label={t('draft.filing.documentType')}
        value={filing.documentType}
        onChange={(event) => {
          const { value } = event.currentTarget
          change({ documentType: filingDocuments.find((known) => known === value) ?? '' })
        }}
        data={[
          { value: '', label: t('draft.choose') },
          ...filingDocuments.map((value) => ({ value, label: t(`works.filingDocuments.${value}`) })),
        ]}
      />
      <TextInput
        label={t('draft.filing.number')}
        placeholder={t('draft.filing.numberExample')}
        value={filing.number}
        onChange={(event) => change({ number: event.currentTarget.value })}
      />
      <TextInput
        label={t('draft.filing.issuer')}
        placeholder={t('draft.filing.issuerExample')}
        value={filing.issuer}
        onChange={(event) => change({ issuer: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('draft.filing.issuedOn')}
        value={filing.issuedOn}
        onChange={(event) => change({ issuedOn: event.currentTarget.value })}
      />
    </SimpleGrid>
  )
}
