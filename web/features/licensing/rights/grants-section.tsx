import { Button, Group, TextInput, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Exclusivity, GrantView } from '../../../../src/domains/licensing/contract.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { Empty } from '../../../ui/empty.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { listGrants, terminateGrant } from '../market-api.ts'
import { useScopeWords } from '../scope/use-scope-words.ts'
import { GrantForm } from './grant-form.tsx'
import classes from './rights-page.module.css'

/** What is on record of a work's rights, and the ways to enter and to end. */
export function GrantsSection({ workId, mayWrite }: { workId: string; mayWrite: boolean }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const { data, error } = useQuery({ queryKey: ['rights', 'grants', workId], queryFn: () => listGrants(workId) })
  const [isAdding, setAdding] = useState(false)
  const changed = () => queryClient.invalidateQueries({ queryKey: ['rights'] })
  const items = data?.items ?? []
  return (
    <section aria-labelledby="grants" className={classes.section}>
      <Title order={2} size="h4" id="grants" mb={4}>
        {t('market.rights.grants')}
      </Title>
      <p>{t('market.rights.grantsLead')}</p>
      {error && <ProblemNotice error={error} />}
      {data && items.length === 0 && !isAdding && (
        <Empty title={t('market.rights.noGrants')}>{t('market.rights.noGrantsWords')}</Empty>
      )}
      <ul className={classes.list}>
        {items.map((grant) => (
          <GrantItem key={grant.id} view={grant} mayWrite={mayWrite} onChanged={changed} />
        ))}
      </ul>
      {mayWrite &&
        (isAdding ? (
          <GrantForm
            workId={workId}
            isFirst={items.length === 0}
            onEntered={async () => {
              setAdding(false)
              await changed()
            }}
            onCancel={() => setAdding(false)}
          />
        ) : (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('market.rights.add')}
          </Button>
        ))}
    </section>
  )
}

const partyOf = ({ grant }: GrantView): string | null =>
  grant.type === 'out'
    ? grant.licensee
    : grant.type === 'option' || grant.type === 'first_negotiation'
      ? grant.holder
      : grant.type === 'in'
        ? (grant.licensor ?? null)
        : null

const exclusivityOf = ({ grant }: GrantView): Exclusivity | null =>
  'exclusivity' in grant ? (grant.exclusivity ?? null) : null

function GrantItem({
  view,
  mayWrite,
  onChanged,
}: {
  view: GrantView
  mayWrite: boolean
  onChanged: () => Promise<void>
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const words = useScopeWords()
  const [isEnding, setEnding] = useState(false)
  const [day, setDay] = useState('')
  const { scope } = view.grant
  const exclusivity = exclusivityOf(view)
  const party = partyOf(view)
  return (
    <li>
      <strong>
        {t(`market.rights.types.${view.type}`)}
        {exclusivity && ` · ${t(`market.exclusivity.${exclusivity}`)}`}
        {party && ` · ${party}`}
      </strong>
      <span className={classes.soft}>
        {words.line({
          territories: scope.territories.include,
          exclude: scope.territories.exclude,
          media: scope.media,
          languages: scope.languages,
          episodes: scope.episodes,
          start: scope.start ?? view.createdAt.slice(0, 10),
          end: view.lastDay,
        })}
        {view.terminatedOn && ` · ${t('market.rights.terminated')} ${formats.calendarDate(view.terminatedOn)}`}
      </span>
      {mayWrite && !isEnding && (
        <Group mt={4}>
          <Button variant="subtle" size="compact-sm" onClick={() => setEnding(true)}>
            {t('market.rights.terminate')}
          </Button>
        </Group>
      )}
      {isEnding && (
        <div className={classes.box}>
          <SendForm
            submitWords={t('market.rights.terminate')}
            isFinal
            check={() => day !== ''}
            send={async () => {
              await terminateGrant(view.id, day)
              setEnding(false)
              await onChanged()
            }}
            onCancel={{ words: t('market.rights.cancel'), act: () => setEnding(false) }}
          >
            <TextInput
              type="date"
              label={t('market.rights.terminateOn')}
              description={t('market.rights.terminateWords')}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          </SendForm>
        </div>
      )}
    </li>
  )
}
