import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView, TokenView } from '../../../../src/domains/accounts/contract.ts'
import { listTokens } from '../../../api.ts'
import { Empty } from '../../../ui/empty.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { TokenForm } from './token-form.tsx'
import { TokenRow } from './token-row.tsx'
import classes from './tokens-page.module.css'

const tokensKey = ['tokens']

export function TokensPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const mayManage = session.actions.includes('token.manage')
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<{ token: TokenView; secret: string } | null>(null)
  const answer = useQuery({ queryKey: tokensKey, queryFn: listTokens })
  const refresh = () => queryClient.invalidateQueries({ queryKey: tokensKey })
  const tokens = answer.data?.tokens ?? []
  const isBare = answer.isSuccess && tokens.length === 0
  const begin = (
    <Button
      onClick={() => {
        setMade(null)
        setMaking(true)
      }}
    >
      {t('tokens.create')}
    </Button>
  )

  return (
    <Page
      title={t('tokens.title')}
      lead={t('tokens.lead')}
      above={<TextLink to="/organisation">{t('organisations.title')}</TextLink>}
      action={mayManage && !making && !isBare ? begin : undefined}
    >
      {made && (
        <ShownOnce
          title={t('tokens.madeTitle', { name: made.token.name })}
          words={t('tokens.madeWords')}
          secret={made.secret}
          what={t('tokens.secret')}
          example={{
            words: t('tokens.example'),
            text: `QIANYIN_TOKEN=${made.secret} npx qianyin ${made.token.scopes.includes('media_jobs') ? 'worker' : 'match FILE'} --api ${window.location.origin}`,
            what: t('tokens.command'),
          }}
        />
      )}
      {making && (
        <TokenForm
          organisationKind={session.organisation.kind}
          onMade={(answered) => {
            setMade(answered)
            setMaking(false)
            void refresh()
          }}
          onCancel={() => setMaking(false)}
        />
      )}
      {answer.isPending && <Waiting words={t('tokens.loading')} />}
      {answer.isError && <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />}
      {isBare && !making && !made && (
        <Empty
          picture={<IconKey size={40} stroke={1.4} />}
          title={t('tokens.emptyTitle')}
          action={mayManage ? begin : undefined}
        >
          {t('tokens.emptyWords')}
        </Empty>
      )}
      <ul className={classes.list}>
        {tokens.map((token) => (
          <li key={token.id} className={classes.row}>
            <TokenRow
              token={token}
              {...(mayManage && {
                onRevoked: () => {
                  if (made?.token.id === token.id) setMade(null)
                  return refresh()
                },
              })}
            />
          </li>
        ))}
      </ul>
    </Page>
  )
}
