import { Button, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import type { ProgrammeView } from '../../../src/domains/subsidies/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { listProgrammes } from './api.ts'
import classes from './claims.module.css'
import { useYuan } from './money.ts'
import { programmesKey, useBilingual } from './words.ts'

const ProgrammeEditor = lazy(() =>
  import('./programme-editor.tsx').then(({ ProgrammeEditor: component }) => ({ default: component })),
)

/** What the policy supports, for anyone; officers manage it from here. */
export function ProgrammesPage({ session }: { session: SessionView | null }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: programmesKey, queryFn: listProgrammes })
  const mayClaim = session?.actions.includes('claim.write') ?? false
  return (
    <Page
      title={t('claims.programmes.title')}
      lead={
        <>
          {t('claims.programmes.lead')} <TextLink to="/publicity">{t('claims.publicity.title')}</TextLink>
        </>
      }
      action={mayClaim && <ButtonLink to="/claims">{t('claims.start')}</ButtonLink>}
    >
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting words={t('claims.loading')} />}
      <div className={classes.list}>
        {data?.items.map((programme) => (
          <Programme key={programme.code} programme={programme} session={session} />
        ))}
      </div>
    </Page>
  )
}

function Programme({ programme, session }: { programme: ProgrammeView; session: SessionView | null }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const say = useBilingual()
  const formats = useFormats()
  const [isManaged, setManaged] = useState(false)
  const { body, state } = programme
  const open = programme.windows.find(({ isOpen }) => isOpen)
  const code = session?.organisation.departmentCode
  const mayManage =
    (session?.actions.includes('programme.manage') ?? false) && body.departments.some((one) => one === code)
  return (
    <Card>
      <Text size="sm" c="dimmed">
        {t('claims.programmes.measure', { measure: body.measure })}
      </Text>
      <Title order={2} size="h4">
        {say(body.title)}
      </Title>
      <p>{say(body.summary)}</p>
      <p>
        <StateMark tone={open ? 'good' : 'plain'}>
          {open
            ? t('claims.programmes.openUntil', { day: formats.calendarDate(open.closesOn) })
            : state === 'draft'
              ? t('claims.programmes.unconfirmed')
              : t('claims.programmes.notOpen')}
        </StateMark>
      </p>
      <ul>
        {body.caps.map(({ per, period, amountFen }) => (
          <li key={per}>
            {t('claims.programmes.cap', {
              per: t(`claims.programmes.per.${per}`),
              period: t(`claims.programmes.period.${period}`),
              amount: yuan(amountFen),
            })}
          </li>
        ))}
        {body.pool && <li>{t('claims.programmes.pool', { amount: yuan(body.pool.amountFen) })}</li>}
      </ul>
      <details>
        <summary>{t('claims.programmes.supports')}</summary>
        <ul>
          {body.costs.map((cost) => (
            <li key={cost.code}>
              {say(cost.title)} · {formats.percent(cost.shareBasisPoints / 10_000)}
              {cost.ceilingFen !== null && ` · ${t('claims.reductions.ceiling', { ceiling: yuan(cost.ceilingFen) })}`}
            </li>
          ))}
          {body.results.map((result) => (
            <li key={result.code}>
              {say(result.title)} · {yuan(result.amountFen)}
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary>{t('claims.programmes.asks')}</summary>
        <ul>
          {body.documents.map((document) => (
            <li key={document.code}>
              {say(document.title)} · {t(`claims.documents.${document.due}`)}
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary>{t('claims.programmes.days')}</summary>
        <ul>
          {(['check', 'correction', 'gaps', 'review', 'publicity', 'payment', 'appeal', 'report'] as const).map(
            (name) => (
              <li key={name}>
                {t(`claims.programmes.day.${name}`)} · {body.days[name]}
              </li>
            ),
          )}
        </ul>
      </details>
      {mayManage && (
        <>
          <Button variant="default" size="sm" mt="md" aria-expanded={isManaged} onClick={() => setManaged(!isManaged)}>
            {t(isManaged ? 'claims.programmes.hide' : 'claims.programmes.manage')}
          </Button>
          {isManaged && (
            <Suspense fallback={<Waiting words={t('claims.loading')} />}>
              <ProgrammeEditor code={programme.code} />
            </Suspense>
          )}
        </>
      )}
    </Card>
  )
}
