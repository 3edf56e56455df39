import { Title } from '@mantine/core'
import { Navigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WorkView } from '../../../src/domains/works/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { HashLine } from '../../ui/hash-line.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { SealMark } from '../../ui/seal-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { CertificateCard } from './certificate-card.tsx'
import { CheckYourself } from './check-yourself.tsx'
import classes from './sealed-page.module.css'
import { useWork } from './use-work.ts'

/** The moment after pressing: the certificate's facts, and how to check them without trusting us. */
export function SealedPage() {
  const { t } = useTranslation()
  const { workId } = useParams({ from: '/inside/works/$workId/sealed' })
  const { data: work, error, refetch, isFetching } = useWork(workId)
  const isSealed = work?.versions.some(({ state }) => state === 'registered')
  if (work && isSealed) return <Sealed work={work} />
  if (work && !isFetching) return <Navigate to="/works/$workId" params={{ workId }} replace />
  return (
    <Page title={t('sealed.title')} width="narrow">
      {error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting words={t('works.loadingOne')} />
      )}
    </Page>
  )
}

function Sealed({ work }: { work: WorkView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const version = work.versions.find(({ state }) => state === 'registered')
  if (!version || !work.registrationNumber) {
    return <Navigate to="/works/$workId" params={{ workId: work.id }} replace />
  }
  const at = version.registeredAt ?? work.registeredAt
  return (
    <Page title={t('sealed.title')} lead={t('sealed.lead')} width="narrow">
      <article className={classes.certificate} aria-labelledby="certificate">
        <div className={classes.seal}>
          <SealMark sizePixels={124} label={t('sealed.sealLabel')} />
        </div>
        <p className={classes.kind}>
          {t(`works.kinds.${work.kind}`)}
          {version.version > 1 && <> · {t('draft.version', { number: version.version })}</>}
        </p>
        <Title order={2} id="certificate" className={classes.title}>
          {version.title}
        </Title>
        <p className={classes.holders}>{formats.list(version.rightHolders.map(({ name }) => name))}</p>
        <dl className={classes.facts}>
          <div>
            <dt>{t('sealed.number')}</dt>
            <dd className={classes.number}>{work.registrationNumber}</dd>
          </div>
          <div>
            <dt>{t('sealed.time')}</dt>
            <dd>{at && <When at={at} precision="second" />}</dd>
          </div>
        </dl>
        <ul className={classes.files}>
          {version.files.map(({ fileId, episode }) => {
            const file = version.fileViews.find(({ id }) => id === fileId)
            if (!file?.sha256) return null
            return (
              <li key={fileId}>
                <span className={classes.name}>
                  {episode !== null && <>{t('episode', { number: episode })} · </>}
                  {file.name}
                </span>
                <HashLine name="SHA-256" value={file.sha256} />
              </li>
            )
          })}
        </ul>
      </article>
      <CertificateCard workId={work.id} />
      <div className={classes.next}>
        <ButtonLink to="/works/$workId" params={{ workId: work.id }}>
          {t('sealed.toWork')}
        </ButtonLink>
        <ButtonLink to="/works/new" variant="default">
          {t('sealed.another')}
        </ButtonLink>
      </div>
      <CheckYourself
        registrationNumber={work.registrationNumber}
        files={version.fileViews.flatMap(({ sha256, name }) => (sha256 ? [{ sha256, name }] : []))}
      />
    </Page>
  )
}
