import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../../api.ts'
import { Card } from '../../../ui/card.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ButtonLink } from '../../../ui/link.tsx'
import { NotFoundPage } from '../../../ui/lost-pages.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { When } from '../../../ui/when.tsx'
import classes from './entry.module.css'
import { outboxQuery } from './outbox-query.ts'

/** The mails of a development machine; elsewhere there is no such page. */
export function OutboxPage() {
  const { t } = useTranslation()
  const outbox = useQuery({ ...outboxQuery, refetchInterval: 3000 })
  if (outbox.error instanceof ApiProblem && outbox.error.status === 404) return <NotFoundPage />
  return (
    <Page title={t('accounts.outbox.title')} lead={t('accounts.outbox.lead')} width="narrow">
      {outbox.isPending && <Waiting words={t('accounts.outbox.loading')} />}
      {outbox.isError && <ProblemNotice error={outbox.error} onRetry={() => void outbox.refetch()} />}
      {outbox.data?.mails.length === 0 && (
        <Empty
          title={t('accounts.outbox.emptyTitle')}
          action={<ButtonLink to="/sign-up">{t('accounts.signUp')}</ButtonLink>}
        >
          {t('accounts.outbox.emptyWords')}
        </Empty>
      )}
      {outbox.data && outbox.data.mails.length > 0 && (
        <Card>
          {outbox.data.mails.map(({ id, recipient, subject, body, createdAt }) => (
            <article key={id} className={classes.mail}>
              <h2>{subject}</h2>
              <p>
                {t('accounts.outbox.to', { recipient })} · <When at={createdAt} precision="second" />
              </p>
              <div className={classes.body}>
                <WithLinks text={body} />
              </div>
            </article>
          ))}
        </Card>
      )}
    </Page>
  )
}

const addresses = /(https?:\/\/[^\s<>"]+)/

/** Plain text with its addresses made clickable. A whole new page load, as from a mail program. */
function WithLinks({ text }: { text: string }) {
  return text.split(addresses).map((part, i) =>
    addresses.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <Anchor key={i} href={part}>
        {part}
      </Anchor>
    ) : (
      part
    ),
  )
}
