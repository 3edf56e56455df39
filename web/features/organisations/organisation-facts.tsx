import { Button, Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganisationView } from '../../../src/domains/accounts/contract.ts'
import { saveOrganisation } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { ExplainedVerificationMark } from '../../ui/verification-mark.tsx'
import { When } from '../../ui/when.tsx'
import { isNamed, OrganisationFields } from './organisation-fields.tsx'
import { Part } from './part.tsx'
import { isFoundable } from './roles.ts'
import { organisationKey } from './use-organisation.ts'

interface OrganisationFactsProps {
  organisation: OrganisationView
  mayWrite: boolean
  /** Whether its papers can be handed in from here. */
  mayVerify?: boolean
  onSaved?: () => void
}

export function OrganisationFacts({ organisation, mayWrite, mayVerify = false, onSaved }: OrganisationFactsProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [editing, setEditing] = useState(false)
  const [saved, setSaved] = useState(false)
  const { kind, departmentCode, country, verification } = organisation
  const isUnchecked = isFoundable(kind) && verification === 'self_declared'

  if (editing) {
    return (
      <Part id="facts" title={t('organisations.facts')}>
        <EditOrganisation
          organisation={organisation}
          onEnd={(isSaved) => {
            setEditing(false)
            setSaved(isSaved)
            if (isSaved) onSaved?.()
          }}
        />
      </Part>
    )
  }
  return (
    <Part id="facts" title={t('organisations.facts')}>
      <Facts
        items={[
          { name: t('organisations.kind'), value: t(`organisations.kinds.${kind}`) },
          {
            name: t('organisations.department'),
            value: departmentCode && t(`organisations.departments.${departmentCode}`),
          },
          { name: t('organisations.country'), value: country && formats.countryName(country) },
          {
            name: t('organisations.level'),
            value: isFoundable(kind) ? (
              <>
                <ExplainedVerificationMark level={verification} />
                <Text size="sm" c="dimmed" mt={4}>
                  {t(`verifications.levelWords.${verification}`)}
                </Text>
              </>
            ) : null,
          },
          {
            name: t('organisations.founded'),
            value: isFoundable(kind) ? <When at={organisation.createdAt} precision="day" /> : null,
          },
        ]}
      />
      <Group gap="sm" mt="md">
        {mayVerify && isUnchecked && <ButtonLink to="/verification">{t('organisations.raise')}</ButtonLink>}
        {mayWrite && (
          <Button variant="default" onClick={() => setEditing(true)}>
            {t('organisations.edit')}
          </Button>
        )}
        <Text role="status" size="sm" c="var(--good)">
          {saved ? t('organisations.saved') : ''}
        </Text>
      </Group>
    </Part>
  )
}

function EditOrganisation({
  organisation,
  onEnd,
}: {
  organisation: OrganisationView
  onEnd: (isSaved: boolean) => void
}) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [value, setValue] = useState({ name: organisation.name, country: organisation.country ?? '' })
  const [checked, setChecked] = useState(false)
  const isAnother = value.name.trim() !== organisation.name || value.country !== (organisation.country ?? '')
  const levelFalls = isAnother && isFoundable(organisation.kind) && organisation.verification !== 'self_declared'
  return (
    <Card>
      <SendForm
        submitWords={t('organisations.save')}
        check={() => {
          setChecked(true)
          return isNamed(value)
        }}
        send={async () => {
          queryClient.setQueryData(organisationKey(organisation.id), await saveOrganisation(organisation.id, value))
          onEnd(true)
        }}
        isFinal={levelFalls}
        onCancel={{ words: t('organisations.cancel'), act: () => onEnd(false) }}
      >
        <OrganisationFields value={value} checked={checked} onChange={setValue} />
        <Text role="status" c="var(--seal-text)">
          {levelFalls ? t('organisations.levelFalls') : ''}
        </Text>
      </SendForm>
    </Card>
  )
}
