import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listTokensOf } from '../../../api.ts'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { Part } from '../part.tsx'
import { TokenRow } from './token-row.tsx'
import classes from './tokens-page.module.css'

/** The tokens of an organisation, for those who read everything: nothing can be done to them here. */
export function OrganisationTokens({ organisationId }: { organisationId: string }) {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: ['organisations', organisationId, 'tokens'],
    queryFn: () => listTokensOf(organisationId),
  })
  return (
    <Part id="tokens" title={t('tokens.title')}>
      {answer.isPending && <Waiting words={t('tokens.loading')} />}
      {answer.isError && <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data?.tokens.length === 0 && <Text c="dimmed">{t('tokens.emptyTitle')}</Text>}
      <ul className={classes.list}>
        {answer.data?.tokens.map((token) => (
          <li key={token.id} className={classes.row}>
            <TokenRow token={token} />
          </li>
        ))}
      </ul>
    </Part>
  )
}
