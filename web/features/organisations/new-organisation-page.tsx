import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FoundableKind } from '../../../src/domains/accounts/contract.ts'
import { actForOrganisation, foundOrganisation } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { isNamed, OrganisationFields } from './organisation-fields.tsx'

/** What the switch answers with goes to whoever keeps the session. */
interface NewOrganisationPageProps {
  onSwitched: (answer: Awaited<ReturnType<typeof actForOrganisation>>) => void
}

export function NewOrganisationPage({ onSwitched }: NewOrganisationPageProps) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<FoundableKind>('studio')
  const [value, setValue] = useState({ name: '', country: 'CN' })
  const [checked, setChecked] = useState(false)
  return (
    <Page
      title={t('organisations.found.title')}
      lead={t('organisations.found.lead')}
      above={<TextLink to="/organisation">{t('organisations.title')}</TextLink>}
      width="narrow"
    >
      <Card>
        <SendForm
          submitWords={t('organisations.found.create')}
          check={() => {
            setChecked(true)
            return isNamed(value)
          }}
          send={async () => {
            const { id } = await foundOrganisation({ kind, ...value })
            onSwitched(await actForOrganisation(id))
          }}
        >
          <Radio.Group
            label={t('organisations.found.kind')}
            value={kind}
            onChange={(chosen) => setKind(FoundableKind.parse(chosen))}
          >
            <Stack gap="sm" mt="sm">
              {FoundableKind.options.map((option) => (
                <Radio
                  key={option}
                  value={option}
                  size="md"
                  label={t(`organisations.kinds.${option}`)}
                  description={t(`organisations.kindWords.${option}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <OrganisationFields value={value} checked={checked} onChange={setValue} />
        </SendForm>
      </Card>
    </Page>
  )
}
