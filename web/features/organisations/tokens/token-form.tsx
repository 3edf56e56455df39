import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type OrganisationKind,
  scopesOf,
  type TokenScope,
  type TokenView,
} from '../../../../src/domains/accounts/contract.ts'
import { makeToken } from '../../../api.ts'
import { Card } from '../../../ui/card.tsx'
import { SendForm } from '../../../ui/send-form.tsx'

interface TokenFormProps {
  organisationKind: OrganisationKind
  onMade: (made: { token: TokenView; secret: string }) => void
  onCancel: () => void
}

export function TokenForm({ organisationKind, onMade, onCancel }: TokenFormProps) {
  const { t } = useTranslation()
  const possible = scopesOf(organisationKind)
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<TokenScope[]>([])
  const [life, setLife] = useState('90')
  const [checked, setChecked] = useState(false)
  const lives = [
    ...[30, 90].map((count) => ({ value: String(count), label: t('tokens.lifeDays', { count }) })),
    { value: '365', label: t('tokens.lifeYear') },
    { value: '', label: t('tokens.lifeNone') },
  ]
  return (
    <Card>
      <SendForm
        submitWords={t('tokens.make')}
        check={() => {
          setChecked(true)
          return name.trim() !== '' && scopes.length > 0
        }}
        send={async () =>
          onMade(await makeToken({ name: name.trim(), scopes, expiresInDays: life === '' ? null : Number(life) }))
        }
        onCancel={{ words: t('tokens.cancel'), act: onCancel }}
      >
        <TextInput
          label={t('tokens.name')}
          description={t('tokens.nameHint')}
          maxLength={100}
          autoComplete="off"
          value={name}
          error={checked && name.trim() === '' ? t('tokens.nameMissing') : null}
          onChange={(event) => setName(event.currentTarget.value)}
          autoFocus
        />
        <Checkbox.Group
          label={t('tokens.scopes')}
          description={t('tokens.scopesHint')}
          size="md"
          value={scopes}
          error={checked && scopes.length === 0 ? t('tokens.scopesMissing') : null}
          onChange={(chosen) => setScopes(possible.filter((scope) => chosen.includes(scope)))}
        >
          <Stack gap="sm" mt="sm" mb={6}>
            {possible.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                size="md"
                label={t(`tokens.scope.${scope}`)}
                description={t(`tokens.scopeWords.${scope}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label={t('tokens.life')}
          description={life === '' ? t('tokens.lifeNoneHint') : undefined}
          value={life}
          onChange={(event) => setLife(event.currentTarget.value)}
          data={lives}
          maw={260}
        />
      </SendForm>
    </Card>
  )
}
