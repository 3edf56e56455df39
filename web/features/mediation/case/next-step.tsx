import { NativeSelect, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'
import { Card } from '../../../ui/card.tsx'
import type { CaseActions } from '../use-case.ts'
import { ActForm } from './act-form.tsx'
import { movesShown } from './fields.ts'

/** The one thing to do now, and behind a list whatever else may be done. */
export function NextStep({ view, act }: CaseActions) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [chosen, setChosen] = useState('')
  const { lead, others } = movesShown(view)
  const moves: Record<string, string> = t('mediation.move', { returnObjects: true })
  const waits = view.clocks.find(({ waitsFor }) => waitsFor.length > 0)?.waitsFor ?? []
  const other = others.includes(chosen) ? chosen : null
  return (
    <Card tone={lead ? 'warm' : 'plain'}>
      <section aria-labelledby="next-step">
        <Title order={2} size="h4" id="next-step" mb="sm">
          {t('mediation.nextStep')}
        </Title>
        {lead ? (
          <ActForm key={`${lead}${view.revision}`} move={lead} view={view} act={act} />
        ) : (
          <Text role="status">
            {waits.length > 0 && !waits.includes(view.seat)
              ? t('mediation.waiting', { who: formats.list(waits.map((seat) => t(`mediation.seat.${seat}`))) })
              : t('mediation.nothing')}
          </Text>
        )}
        {others.length > 0 && (
          <NativeSelect
            mt="lg"
            mb="md"
            label={t('mediation.others')}
            value={other ?? ''}
            data={[{ value: '', label: '' }, ...others.map((move) => ({ value: move, label: moves[move] ?? move }))]}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        )}
        {other && <ActForm key={`${other}${view.revision}`} move={other} view={view} act={act} />}
      </section>
    </Card>
  )
}
