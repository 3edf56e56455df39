import { Title } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import type { CatalogueItem, TitleAnswer } from '../../../../src/domains/licensing/listings/contract.ts'
import { TextLink } from '../../../ui/link.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { askTitle } from '../market-api.ts'
import { ScopeFields } from '../scope/scope-fields.tsx'
import { type CatalogueSearch, isScopeWhole, scopeOfForm, scopeOfSearch } from '../scope/scope-form.ts'
import { useScopeWords } from '../scope/use-scope-words.ts'
import { toneOfStatus } from './title-card.tsx'
import classes from './title-page.module.css'

const answerWords = {
  available: 'answerWhole',
  conditional: 'answerConditional',
  partial: 'answerPartial',
  unavailable: 'answerNone',
} as const

/** The buyer's question of one title, begun with what was asked of the catalogue. */
export function TitleQuestion({ title, session }: { title: CatalogueItem; session: SessionView | null }) {
  const { t } = useTranslation()
  const search: CatalogueSearch = useSearch({ from: '/catalogue/$id' })
  const [scope, setScope] = useState(scopeOfSearch(search))
  const [isFaulty, setFaulty] = useState(false)
  const [answer, setAnswer] = useState<TitleAnswer | null>(null)
  return (
    <section aria-labelledby="ask" className={classes.ask}>
      <Title order={2} size="h4" id="ask" mb={4}>
        {t('market.title.ask')}
      </Title>
      <p>{t('market.title.askLead')}</p>
      <SendForm
        submitWords={t('market.title.check')}
        check={() => {
          setFaulty(!isScopeWhole(scope))
          return isScopeWhole(scope)
        }}
        send={async () =>
          setAnswer(await askTitle(title.id, { exclusivity: scope.exclusivity, scope: scopeOfForm(scope) }))
        }
      >
        <ScopeFields
          value={scope}
          onChange={(changed) => {
            setScope(changed)
            setAnswer(null)
          }}
          isFaulty={isFaulty && !isScopeWhole(scope)}
        />
      </SendForm>
      <div aria-live="polite">{answer && <Answer answer={answer} session={session} />}</div>
    </section>
  )
}

function Answer({ answer, session }: { answer: TitleAnswer; session: SessionView | null }) {
  const { t } = useTranslation()
  const words = useScopeWords()
  const { status, detail, availableBlocks, reasons } = answer
  return (
    <div className={classes.answer}>
      <p className={classes.verdict}>
        <StateMark tone={toneOfStatus[status]}>{t(`market.title.${answerWords[status]}`)}</StateMark>
      </p>
      {detail === 'short' && status !== 'available' && (
        <p>
          {t('market.title.short')}{' '}
          {session ? (
            <TextLink to="/verification">{t('market.title.getVerified')}</TextLink>
          ) : (
            <TextLink to="/sign-in">{t('market.title.signIn')}</TextLink>
          )}
        </p>
      )}
      {status !== 'available' && availableBlocks.length > 0 && (
        <>
          <h3>{t('market.title.left')}</h3>
          <ul>
            {availableBlocks.map((block) => (
              <li key={JSON.stringify(block)}>{words.line(block)}</li>
            ))}
          </ul>
        </>
      )}
      {reasons.length > 0 && (
        <>
          <h3>{t('market.title.why')}</h3>
          <ul>
            {reasons.map(({ code, start, end }) => (
              <li key={`${code}${start}${end}`}>
                {t(`market.title.reason.${code}`)}
                {start && ` · ${words.days(start, end)}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
