import { Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../../src/domains/mediation/contract.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { When } from '../../../ui/when.tsx'
import classes from '../case/case-page.module.css'

/** The agreement as it is read before it is signed, and afterwards. */
export function AgreementText({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (!view.agreement) return null
  const { agreement, sha256, signatures, effectiveOn, performed } = view.agreement
  const signers = ['applicant', 'respondent', 'mediator'] as const
  return (
    <section aria-labelledby="agreement">
      <Title order={2} size="h4" id="agreement" mb="sm">
        {t('mediation.agreement.title')}
      </Title>
      <div className={classes.term}>
        {effectiveOn && (
          <strong>{t('mediation.agreement.effective', { date: formats.calendarDate(effectiveOn) })}</strong>
        )}
        {(['facts', 'issues', 'responsibilities', 'further'] as const)
          .filter((part) => agreement[part].zh !== '')
          .map((part) => (
            <div key={part}>
              <strong>{t(`mediation.agreement.${part}`)}</strong>
              <p className={classes.words} lang="zh-CN">
                {agreement[part].zh}
              </p>
              <p className={`${classes.words} ${classes.soft}`} lang="en">
                {agreement[part].en}
              </p>
            </div>
          ))}
        <strong>{t('mediation.agreement.terms')}</strong>
        <ol>
          {agreement.terms.map((term, i) => {
            const done = performed.find((one) => one.term === i)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: terms have no names and are not moved
              <li key={i}>
                {t(`mediation.seat.${term.by}`)} · {t(`mediation.agreement.kinds.${term.kind}`)}
                {term.amountFen !== null && ` · ¥${formats.decimal(term.amountFen / 100)} CNY`}
                {term.dueOn && ` · ${t('mediation.dueOn', { date: formats.calendarDate(term.dueOn) })}`}
                <div lang="zh-CN">{term.words.zh}</div>
                <div className={classes.soft} lang="en">
                  {term.words.en}
                </div>
                {done && (
                  <div>
                    {done.isConfirmed ? t('mediation.agreement.confirmed') : t('mediation.agreement.performed')}
                  </div>
                )}
              </li>
            )
          })}
        </ol>
        <strong>{t('mediation.agreement.signatures')}</strong>
        <ul className={classes.plain}>
          {signers.map((seat) => {
            const signed = signatures.find((one) => one.seat === seat)
            return (
              <li key={seat}>
                {t(`mediation.seat.${seat}`)}:{' '}
                {signed ? (
                  <>
                    {signed.name} · <When at={signed.at} precision="second" />
                  </>
                ) : (
                  <span className={classes.soft}>{t('mediation.agreement.unsigned')}</span>
                )}
              </li>
            )
          })}
        </ul>
        <div className={classes.soft}>
          {t('mediation.agreement.hash')} <span className="mono">{sha256}</span>
        </div>
      </div>
    </section>
  )
}
