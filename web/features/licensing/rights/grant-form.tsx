import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grantTypes } from '../../../../src/domains/licensing/contract.ts'
import { SendForm } from '../../../ui/send-form.tsx'
import { enterGrant } from '../market-api.ts'
import { ScopeFields } from '../scope/scope-fields.tsx'
import { emptyScope, isScopeWhole, type ScopeForm, scopeOfForm } from '../scope/scope-form.ts'
import classes from './rights-page.module.css'

type GrantType = (typeof grantTypes)[number]

const withParty: readonly GrantType[] = ['out', 'option', 'first_negotiation']
const withUntil: readonly GrantType[] = ['option', 'first_negotiation']

/** The first is what the seller holds: of a work of its own everything, everywhere. */
const firstScope: ScopeForm = { ...emptyScope, territories: ['WORLD'], media: ['ALL_RIGHTS'] }

export function GrantForm({
  workId,
  isFirst,
  onEntered,
  onCancel,
}: {
  workId: string
  isFirst: boolean
  onEntered: () => Promise<void>
  onCancel: () => void
}) {
  const { t } = useTranslation()
  const [type, setType] = useState<GrantType>(isFirst ? 'in' : 'out')
  const [kind, setKind] = useState<'ownership' | 'licence'>('ownership')
  const [party, setParty] = useState('')
  const [until, setUntil] = useState('')
  const [isSublicensable, setSublicensable] = useState(false)
  const [scope, setScope] = useState<ScopeForm>(
    isFirst ? { ...firstScope, from: new Date().toISOString().slice(0, 10) } : emptyScope,
  )
  const [isChecked, setChecked] = useState(false)
  const needsParty = withParty.includes(type)
  const isWhole = isScopeWhole(scope) && (!needsParty || party.trim() !== '')
  const sent = scopeOfForm(scope)
  const input = (): Parameters<typeof enterGrant>[1] => {
    const { exclusivity } = scope
    if (type === 'in') {
      return kind === 'ownership'
        ? { type, kind, scope: sent }
        : {
            type,
            kind,
            exclusivity,
            sublicensable: isSublicensable,
            ...(party.trim() ? { licensor: party } : {}),
            scope: sent,
          }
    }
    if (type === 'out') return { type, licensee: party, exclusivity, sublicensable: isSublicensable, scope: sent }
    if (type === 'option') return { type, holder: party, ...(until ? { optionUntil: until } : {}), scope: sent }
    if (type === 'first_negotiation')
      return { type, holder: party, ...(until ? { windowUntil: until } : {}), scope: sent }
    return { type, scope: sent }
  }
  const isLicence = type === 'out' || (type === 'in' && kind === 'licence')
  return (
    <div className={classes.box}>
      <SendForm
        submitWords={t('market.rights.enter')}
        check={() => {
          setChecked(true)
          return isWhole
        }}
        send={async () => {
          await enterGrant(workId, input())
          await onEntered()
        }}
        onCancel={{ words: t('market.rights.cancel'), act: onCancel }}
      >
        <div className={classes.fields}>
          <NativeSelect
            label={t('market.rights.type')}
            value={type}
            onChange={(event) => setType(grantTypes.find((one) => one === event.currentTarget.value) ?? 'out')}
            data={grantTypes.map((value) => ({ value, label: t(`market.rights.types.${value}`) }))}
          />
          {type === 'in' && (
            <NativeSelect
              label={t('market.rights.kind')}
              value={kind}
              onChange={(event) => setKind(event.currentTarget.value === 'licence' ? 'licence' : 'ownership')}
              data={(['ownership', 'licence'] as const).map((value) => ({
                value,
                label: t(`market.rights.kinds.${value}`),
              }))}
            />
          )}
          {(needsParty || (type === 'in' && kind === 'licence')) && (
            <TextInput
              label={t('market.rights.party')}
              maxLength={200}
              value={party}
              error={isChecked && needsParty && party.trim() === ''}
              onChange={(event) => setParty(event.currentTarget.value)}
            />
          )}
          {withUntil.includes(type) && (
            <TextInput
              type="date"
              label={t('market.rights.untilDay')}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          )}
        </div>
        <ScopeFields
          value={scope}
          onChange={setScope}
          hasExclude
          hasExclusivity={isLicence}
          isFaulty={isChecked && !isScopeWhole(scope)}
        />
        {isLicence && (
          <Checkbox
            label={t('market.rights.sublicensable')}
            checked={isSublicensable}
            onChange={(event) => setSublicensable(event.currentTarget.checked)}
          />
        )}
      </SendForm>
    </div>
  )
}
