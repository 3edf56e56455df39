import { Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { getRegistryEntry, getRegistryIscc, registryPosterUrl } from '../../../api.ts'
import { timecode, useFormats } from '../../../i18n/formats.ts'
import { HashLine } from '../../../ui/hash-line.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { Poster } from '../../../ui/poster.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { SealMark } from '../../../ui/seal-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { When } from '../../../ui/when.tsx'
import { CheckYourself } from '../check-yourself.tsx'
import { IsccLine } from '../iscc-line.tsx'
import { LogEntry } from '../log-entry.tsx'
import { PublicProvenance } from '../provenance/public-provenance.tsx'
import { RegistrantLine } from '../registrant-line.tsx'
import { VersionFacts } from '../version-facts.tsx'
import classes from './registry-entry-page.module.css'

export function RegistryEntryPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { number } = useParams({ from: '/registry/$number' })
  const {
    data: entry,
    error,
    refetch,
  } = useQuery({
    queryKey: ['registry', 'one', number],
    queryFn: () => getRegistryEntry(number),
  })
  const { data: codes } = useQuery({
    queryKey: ['iscc', 'registry', number],
    queryFn: () => getRegistryIscc(number),
  })
  const above = <TextLink to="/registry">{t('registry.title')}</TextLink>
  if (!entry) {
    return (
      <Page title={number} above={above}>
        {error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting words={t('registry.loadingOne')} />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={entry.title}
      above={above}
      lead={
        <>
          {formats.list(entry.rightHolders.map(({ name }) => name))}
          <RegistrantLine registrant={entry.registrant} />
        </>
      }
    >
      <div className={classes.columns}>
        <aside className={classes.side}>
          <Poster src={entry.hasPoster ? registryPosterUrl(entry.registrationNumber) : null} kind={entry.kind} />
          <div className={classes.sealed}>
            <SealMark sizePixels={48} label={t('sealed.sealLabel')} />
            <dl>
              <dt>{t('sealed.number')}</dt>
              <dd className="mono numbers">{entry.registrationNumber}</dd>
              <dt>{t('sealed.time')}</dt>
              <dd>
                <When at={entry.registeredAt} />
              </dd>
              {entry.version > 1 && <dd>{t('draft.version', { number: entry.version })}</dd>}
            </dl>
          </div>
        </aside>
        <div>
          <VersionFacts facts={entry} />
          <section aria-labelledby="files" className={classes.files}>
            <Title order={2} size="h4" id="files" mb="sm">
              {t('draft.files.title')}
            </Title>
            <ul>
              {entry.files.map((file) => (
                <li key={file.sha256}>
                  <strong>
                    {file.episode === null ? t(`files.kinds.${file.kind}`) : t('episode', { number: file.episode })}
                  </strong>{' '}
                  <span className={classes.size}>
                    {formats.bytes(file.sizeBytes)}
                    {file.durationSeconds !== null && <> · {timecode(file.durationSeconds, 0)}</>}
                  </span>
                  <HashLine name="SHA-256" value={file.sha256} />
                  <HashLine name="SM3" value={file.sm3} />
                  <IsccLine codes={codes} version={entry.version} sha256={file.sha256} />
                </li>
              ))}
            </ul>
          </section>
          <PublicProvenance registrationNumber={entry.registrationNumber} />
          <LogEntry registrationNumber={entry.registrationNumber} />
          <CheckYourself registrationNumber={entry.registrationNumber} files={entry.files} />
        </div>
      </div>
    </Page>
  )
}
