import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ClaimView } from '../../../src/domains/subsidies/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Facts } from '../../ui/facts.tsx'
import { PlainLink, TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { getClaim } from './api.ts'
import { AssessmentTable } from './assessment-table.tsx'
import classes from './claims.module.css'
import { DocumentFields } from './document-fields.tsx'
import { DueWords } from './due-words.tsx'
import { useYuan } from './money.ts'
import { MoveForms } from './move-forms.tsx'
import { missingOfStep, stepsOf } from './steps.ts'
import { claimKey, stateTones, useBilingual } from './words.ts'

const againMs = 1500

/** While documents are being stored, it looks again. */
export const useClaim = (id: string) =>
  useQuery({
    queryKey: claimKey(id),
    queryFn: () => getClaim(id),
    refetchInterval: ({ state }) => (state.data?.documents.some((one) => one.state === 'storing') ? againMs : false),
  })

/** One's own claim: what is to do while it can be changed, and where it stands afterwards. */
export function ClaimPage() {
  const { t } = useTranslation()
  const say = useBilingual()
  const { claimId } = useParams({ from: '/inside/claims/$claimId' })
  const { data: claim, error, refetch } = useClaim(claimId)
  const above = <TextLink to="/claims">{t('claims.back')}</TextLink>
  if (!claim) {
    return (
      <Page title={t('claims.title')} above={above}>
        {error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting words={t('claims.loading')} />
        )}
      </Page>
    )
  }
  const isOpen = claim.state === 'draft' || claim.state === 'correction'
  return (
    <Page
      title={say(claim.programmeTitle)}
      above={above}
      lead={
        <>
          <StateMark tone={stateTones[claim.state]}>{t(`claims.states.${claim.state}`)}</StateMark>{' '}
          <DueWords due={claim.due} />
        </>
      }
    >
      <div className={classes.columns}>
        <div>
          {isOpen && <Tasks claim={claim} />}
          {claim.state === 'correction' && <p>{claim.acts.at(-1)?.reason}</p>}
          {!isOpen && <ClaimFacts claim={claim} />}
          <AssessmentTable assessment={claim.assessment} programme={claim.programme} isPreview={isOpen} />
          <Better claim={claim} />
          {!isOpen && <DocumentFields claim={claim} onlyOwed />}
        </div>
        <div>
          <Acts claim={claim} />
          <MoveForms claim={claim} by="applicant" />
        </div>
      </div>
    </Page>
  )
}

function Tasks({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="tasks">
      <h2 id="tasks">{t('claims.tasks.title')}</h2>
      <ol className={classes.tasks}>
        {stepsOf(claim.programme).map((step) => {
          const count = missingOfStep(claim, step).length
          const words =
            step === 'check'
              ? t(
                  claim.missing.every(({ path }) => path === 'isDeclaredTrue')
                    ? 'claims.tasks.ready'
                    : 'claims.tasks.wait',
                )
              : count === 0
                ? t('claims.tasks.done')
                : t('claims.tasks.todo', { count })
          return (
            <li key={step}>
              <PlainLink
                to="/claims/$claimId/$step"
                params={{ claimId: claim.id, step }}
                className={classes.task ?? ''}
              >
                {t(`claims.tasks.${step}`)}
                <StateMark tone={count === 0 && step !== 'check' ? 'good' : 'plain'}>{words}</StateMark>
              </PlainLink>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** What a claim is, for whoever reads it. */
export function ClaimFacts({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const formats = useFormats()
  const { draft } = claim
  return (
    <Facts
      items={[
        { name: t('claims.number'), value: claim.number },
        { name: t('claims.applicant'), value: claim.applicant.name },
        { name: t('claims.amount'), value: claim.amountFen === null ? null : yuan(claim.amountFen) },
        { name: t('claims.submittedAt'), value: claim.submittedAt && <When at={claim.submittedAt} /> },
        {
          name: t('claims.states.published'),
          value:
            claim.publicityEndsOn && t('claims.publicity.until', { day: formats.calendarDate(claim.publicityEndsOn) }),
        },
        {
          name: t('claims.about.work'),
          value: claim.work && (
            <TextLink to="/registry/$number" params={{ number: claim.work.registrationNumber }}>
              {claim.work.title}
            </TextLink>
          ),
        },
        { name: t('claims.tasks.about'), value: draft.subject },
        { name: t('claims.about.purpose'), value: draft.purpose },
        {
          name: t('claims.about.online'),
          value: draft.online
            .map(({ url, territory, since }) => `${formats.countryName(territory)} ${since} ${url}`)
            .join('\n'),
        },
        {
          name: t('claims.tasks.account'),
          value: draft.account && `${draft.account.holder} · ${draft.account.bank} · ${draft.account.number}`,
        },
        { name: t('claims.account.verified'), value: claim.accountVerifiedAt && <When at={claim.accountVerifiedAt} /> },
        { name: t('claims.programmes.title'), value: t('claims.version', { version: claim.programmeVersion }) },
      ]}
    />
  )
}

function Better({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const say = useBilingual()
  const [best] = claim.alternatives
  if (!best || best.payableFen <= (claim.assessment?.payableFen ?? 0)) return null
  return <p>{t('claims.assessment.better', { title: say(best.title), amount: yuan(best.payableFen) })}</p>
}

/** Everything that was done, the newest first. */
export function Acts({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  if (claim.acts.length === 0) return null
  return (
    <section aria-labelledby="acts">
      <h2 id="acts">{t('claims.acts.title')}</h2>
      <ol className={classes.timeline}>
        {[...claim.acts].reverse().map((act) => (
          <li key={act.seq}>
            <strong>{t(`claims.acts.${act.act as 'submit'}`)}</strong>
            {act.amountFen !== null && ` · ${yuan(act.amountFen)}`}
            <div className={classes.small}>
              {act.by} · <When at={act.at} />
            </div>
            {act.reason !== '' && <div>{act.reason}</div>}
          </li>
        ))}
      </ol>
      {claim.objections.map(({ id, text, answer, name, contact }) => (
        <div key={id} className={classes.section}>
          <h3>{t('claims.desk.objections')}</h3>
          <p>{text}</p>
          {name !== '' && (
            <p className={classes.small}>
              {name} · {contact}
            </p>
          )}
          {answer !== '' && <p>{`${t('claims.desk.answer')}${t('colon')}${answer}`}</p>}
        </div>
      ))}
    </section>
  )
}
