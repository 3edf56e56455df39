import { Anchor, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CaseView, EntryView } from '../../../../src/domains/mediation/contract.ts'
import { casePaperUrl } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { When } from '../../../ui/when.tsx'
import classes from './case-page.module.css'

/** What a reader reads of an entry, beside what it was. */
function wordsOf({ body }: EntryView): string {
  for (const key of ['text', 'statement', 'minutes', 'reason', 'circumstances', 'place', 'note', 'court']) {
    const value = body[key]
    if (typeof value === 'string' && value !== '') return value
  }
  return ''
}

export function Timeline({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const moves: Record<string, string> = t('mediation.move', { returnObjects: true })
  return (
    <section aria-labelledby="timeline">
      <Title order={2} size="h5" id="timeline" mb="sm">
        {t('mediation.timeline')}
      </Title>
      <ol className={classes.timeline} reversed>
        {view.entries.toReversed().map((entry) => (
          <li key={entry.revision}>
            <strong>{moves[entry.move] ?? entry.move}</strong>
            <span className={classes.soft}>
              {t(`mediation.seat.${entry.seat}`)} {entry.name} · <When at={entry.at} />
            </span>
            {entry.audience !== 'all' && <Confidential view={view} audience={entry.audience} />}
            {wordsOf(entry) !== '' && <p className={classes.words}>{wordsOf(entry)}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}

export function Confidential({ view, audience }: { view: CaseView; audience: 'applicant' | 'respondent' }) {
  const { t } = useTranslation()
  return (
    <div className={classes.private}>
      {view.seat === audience
        ? t('mediation.confidential')
        : t('mediation.confidentialOf', { who: t(`mediation.seat.${audience}`) })}
    </div>
  )
}

export function People({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="people">
      <Title order={2} size="h5" id="people" mb="sm">
        {t('mediation.people')}
      </Title>
      <ul className={classes.plain}>
        {(['applicant', 'respondent'] as const).map((side) => (
          <li key={side}>
            <span className={classes.soft}>{t(`mediation.seat.${side}`)}</span>
            <strong>{view[side].name}</strong>
            {[view[side].representative, view[side].address, view[side].email, view[side].phone]
              .filter(Boolean)
              .map((line) => (
                <div key={line} className={classes.soft}>
                  {line}
                </div>
              ))}
          </li>
        ))}
        <li>
          <span className={classes.soft}>{t('mediation.seat.mediator')}</span>
          <strong>{view.mediator?.name ?? t('mediation.noMediator')}</strong>
          {view.disclosure !== null && (
            <div className={classes.soft}>
              {view.disclosure === ''
                ? t('mediation.disclosureNone')
                : `${t('mediation.disclosure')} ${view.disclosure}`}
            </div>
          )}
        </li>
      </ul>
    </section>
  )
}

export function Clocks({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (view.clocks.length === 0) return null
  return (
    <section aria-labelledby="clocks">
      <Title order={2} size="h5" id="clocks" mb="sm">
        {t('mediation.clocks')}
      </Title>
      <ul className={classes.plain}>
        {view.clocks.map(({ kind, dueOn, isOver, waitsFor }) => (
          <li key={`${kind}${dueOn}${waitsFor.join()}`}>
            <strong>{t(`mediation.clock.${kind}`)}</strong>
            <span className={isOver ? classes.over : undefined}>
              {formats.calendarDate(dueOn)}
              {isOver && ` · ${t('mediation.overdue')}`}
            </span>
            {waitsFor.length > 0 && (
              <div className={classes.soft}>{formats.list(waitsFor.map((seat) => t(`mediation.seat.${seat}`)))}</div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Papers({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const isSealed = view.agreement?.pdfSha256 != null
  const isRead = view.state === 'signing' || (view.seat === 'mediator' && view.agreement !== null)
  const papers = [
    ...(isSealed || isRead ? (['agreement'] as const) : []),
    ...(isSealed ? (['confirmation'] as const) : []),
    ...(view.state === 'failed' ? (['failure'] as const) : []),
    'file' as const,
  ]
  return (
    <section aria-labelledby="papers">
      <Title order={2} size="h5" id="papers" mb="sm">
        {t('mediation.papers')}
      </Title>
      <ul className={classes.plain}>
        {papers.map((paper) => (
          <li key={paper}>
            <Anchor href={casePaperUrl(view.id, paper)} target="_blank" rel="noreferrer">
              {t(`mediation.paper.${paper}`)} (PDF)
            </Anchor>
          </li>
        ))}
      </ul>
    </section>
  )
}
