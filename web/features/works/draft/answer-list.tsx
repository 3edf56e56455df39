import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { FileFacts, FileState } from '../file-state.tsx'
import classes from './answer-list.module.css'
import { useDraft } from './draft-context.ts'
import { basisPointsOf } from './shares.ts'
import { type StepId, stepsFor } from './steps.ts'

type AnsweredStep = Exclude<StepId, 'answers'>

/** All answers on one page, each with the way back to its step. */
export function AnswerList() {
  const { t } = useTranslation()
  const { work } = useDraft()
  const answers = useAnswers()
  const steps = stepsFor(work.kind).filter((step) => step !== 'answers')
  return (
    <>
      {steps.map((step) => (
        <section key={step} className={classes.section}>
          <div className={classes.head}>
            <Title order={3} size="h5">
              {t(`draft.steps.${step}.title`)}
            </Title>
            <TextLink
              to="/works/$workId/draft/$step"
              params={{ workId: work.id, step }}
              aria-label={t('draft.changeStep', { step: t(`draft.steps.${step}.title`) })}
            >
              {t('draft.change')}
            </TextLink>
          </div>
          <Facts items={answers[step]} />
        </section>
      ))}
      <section className={classes.section}>
        <Title order={3} size="h5">
          {t('draft.files.title')}
        </Title>
        <FilesAnswer />
      </section>
    </>
  )
}

function FilesAnswer() {
  const { t } = useTranslation()
  const { form, files } = useDraft()
  if (form.files.length === 0) return <p>{t('draft.none')}</p>
  return (
    <ul className={classes.files}>
      {form.files.map(({ fileId, episode }, i) => {
        const file = files[i]
        return (
          <li key={fileId}>
            <strong>
              {episode !== '' && <>{t('episode', { number: episode })} · </>}
              {file?.name}
            </strong>
            {file && (file.state === 'ready' ? <FileFacts file={file} /> : <FileState file={file} />)}
          </li>
        )
      })}
    </ul>
  )
}

function useAnswers(): Record<AnsweredStep, { name: string; value: ReactNode }[]> {
  const { t } = useTranslation()
  const formats = useFormats()
  const { work, form } = useDraft()
  const none = t('draft.none')
  const day = (value: string) => (value === '' ? none : formats.calendarDate(value))
  const authors = form.authors.filter(({ name }) => name.trim() !== '')
  const owners = form.rightHolders.filter(({ name }) => name.trim() !== '')
  const { filing } = form
  return {
    what: [
      { name: t('draft.fields.kind'), value: t(`works.kinds.${work.kind}`) },
      { name: t('draft.fields.title'), value: form.title || none },
      ...form.otherTitles
        .filter(({ title }) => title.trim() !== '')
        .map(({ language, title }) => ({
          name: formats.languageName(language),
          value: <span lang={language}>{title}</span>,
        })),
      { name: t('draft.fields.category'), value: form.category === '' ? none : t(`works.categories.${form.category}`) },
    ],
    who: [
      {
        name: t('draft.fields.authors'),
        value:
          authors.length === 0 ? (
            none
          ) : (
            <Lines items={authors.map(({ name, role }) => `${name} · ${t(`works.roles.${role}`)}`)} />
          ),
      },
    ],
    owners: [
      {
        name: t('draft.fields.rightHolders'),
        value:
          owners.length === 0 ? (
            none
          ) : (
            <Lines
              items={owners.map(
                ({ name, percent }) => `${name} · ${formats.percent((basisPointsOf(percent) ?? 0) / 10_000)}`,
              )}
            />
          ),
      },
    ],
    when: [
      { name: t('draft.fields.createdOn'), value: day(form.createdOn) },
      { name: t('draft.fields.firstPublishedOn'), value: day(form.firstPublishedOn) },
      {
        name: t('draft.fields.languages'),
        value: form.languages.length === 0 ? none : formats.list(form.languages.map(formats.languageName)),
      },
      {
        name: t('draft.fields.synopsis'),
        value: form.synopsis.trim() === '' ? none : <Paragraph>{form.synopsis}</Paragraph>,
      },
      {
        name: t('draft.fields.posterFileId'),
        value: form.posterFileId === null ? t('draft.posterFromFile') : t('draft.posterChosen'),
      },
    ],
    ai: [
      { name: t('draft.fields.aiUse'), value: form.aiLevel === '' ? none : t(`works.aiUse.${form.aiLevel}`) },
      {
        name: t('draft.aiStatement'),
        value: form.aiLevel === 'none' || form.aiLevel === '' ? '' : <Paragraph>{form.aiStatement || none}</Paragraph>,
      },
    ],
    episodes: [
      { name: t('draft.fields.season'), value: form.season || none },
      { name: t('draft.episodes'), value: t('works.episodeCount', { count: form.files.length }) },
      { name: t('draft.fields.filing'), value: filing ? t(`works.regimes.${filing.regime}`) : t('draft.filingNo') },
      {
        name: t('draft.filing.class'),
        value: filing && filing.class !== '' ? t(`works.filingClasses.${filing.class}`) : '',
      },
      {
        name: t('draft.filing.number'),
        value: filing ? [filing.documentType, filing.number].filter(Boolean).join(' ') : '',
      },
      { name: t('draft.filing.issuer'), value: filing?.issuer ?? '' },
      { name: t('draft.filing.issuedOn'), value: filing && filing.issuedOn !== '' ? day(filing.issuedOn) : '' },
    ],
  }
}

const Paragraph = ({ children }: { children: string }) => <div style={{ whiteSpace: 'pre-line' }}>{children}</div>
