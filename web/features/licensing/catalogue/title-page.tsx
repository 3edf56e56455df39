import { Title } from '@mantine/core'
import { IconCircleCheck, IconCircleMinus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import type { CatalogueItem } from '../../../../src/domains/licensing/listings/contract.ts'
import { registryPosterUrl } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { Facts } from '../../../ui/facts.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { Poster } from '../../../ui/poster.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { getTitle } from '../market-api.ts'
import { useScopeWords } from '../scope/use-scope-words.ts'
import { useTitleNames } from './title-card.tsx'
import classes from './title-page.module.css'
import { TitleQuestion } from './title-question.tsx'

/** One title: what it is, what the registry vouches for, and whether it can be had. */
export function TitlePage({ session }: { session: SessionView | null }) {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/catalogue/$id' })
  const { data, error, refetch } = useQuery({ queryKey: ['catalogue', 'one', id], queryFn: () => getTitle(id) })
  const above = <TextLink to="/catalogue">{t('market.title.back')}</TextLink>
  if (data) return <OpenTitle title={data} session={session} above={above} />
  return (
    <Page title={t('market.title.back')} above={above}>
      {error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting words={t('market.title.loading')} />
      )}
    </Page>
  )
}

function OpenTitle({ title, session, above }: { title: CatalogueItem; session: SessionView | null; above: ReactNode }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const names = useTitleNames()
  const { territory } = useScopeWords()
  const { chain } = title
  return (
    <Page
      title={names.first(title)}
      above={above}
      lead={
        <span className={classes.lead}>
          <span lang={names.secondLanguage}>{names.second(title)}</span>
          <StateMark tone={chain.isVerified ? 'sealed' : 'plain'}>
            {t(chain.isVerified ? 'market.chain.verified' : 'market.chain.unverified')}
          </StateMark>
        </span>
      }
    >
      <div className={classes.columns}>
        <aside className={classes.side}>
          <Poster src={title.hasPoster ? registryPosterUrl(chain.registrationNumber) : null} kind={title.kind} />
          <Facts
            items={[
              { name: t('market.genre.label'), value: t(`market.genre.${title.genre}`) },
              {
                name: t('market.scope.episodes'),
                value: `${t('market.facts.episodes', { count: title.episodes })} · ${t('market.facts.minutes', { minutes: title.episodeMinutes })}`,
              },
              { name: t('market.production.label'), value: t(`market.production.${title.production}`) },
              { name: t('market.audience.label'), value: t(`market.audience.${title.audience}`) },
              { name: t('market.facts.original'), value: formats.languageName(title.originalLanguage) },
              {
                name: t('market.facts.regions'),
                value:
                  title.openRegions.length > 0
                    ? formats.list(title.openRegions.map(territory))
                    : t('market.facts.regionsNone'),
              },
            ]}
          />
        </aside>
        <div>
          {names.synopsis(title) !== '' && (
            <section aria-labelledby="synopsis" className={classes.section}>
              <Title order={2} size="h4" id="synopsis" mb="xs">
                {t('market.title.synopsis')}
              </Title>
              <p className={classes.synopsis}>{names.synopsis(title)}</p>
            </section>
          )}
          <TitleQuestion title={title} session={session} />
          <Chain title={title} />
        </div>
      </div>
    </Page>
  )
}

function Chain({ title: { chain } }: { title: CatalogueItem }) {
  const { t } = useTranslation()
  const name = chain.seller.name
  const isIdentified = chain.seller.verification !== 'self_declared'
  const links = [
    { isGood: true, words: `${t('market.chain.registered')} ${chain.registrationNumber}` },
    {
      isGood: chain.logIndex !== null,
      words:
        chain.logIndex === null ? t('market.chain.loggedNot') : t('market.chain.logged', { index: chain.logIndex }),
    },
    { isGood: isIdentified, words: t(isIdentified ? 'market.chain.seller' : 'market.chain.sellerNot', { name }) },
    { isGood: chain.hasRightsIn, words: t(chain.hasRightsIn ? 'market.chain.rights' : 'market.chain.rightsNot') },
    ...(chain.isTitleRegistered
      ? []
      : [{ isGood: false, words: t('market.chain.titleNot', { title: chain.registryTitle }) }]),
  ]
  return (
    <section aria-labelledby="chain" className={classes.section}>
      <Title order={2} size="h4" id="chain" mb="xs">
        {t('market.chain.title')}
      </Title>
      <ul className={classes.chain}>
        {links.map(({ isGood, words }) => (
          <li key={words} data-good={isGood}>
            {isGood ? <IconCircleCheck size={18} aria-hidden /> : <IconCircleMinus size={18} aria-hidden />}
            {words}
          </li>
        ))}
      </ul>
      <TextLink to="/registry/$number" params={{ number: chain.registrationNumber }}>
        {t('market.chain.toRegistry')}
      </TextLink>
    </section>
  )
}
