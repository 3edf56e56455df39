import { Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WorkView } from '../../../src/domains/works/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { When } from '../../ui/when.tsx'
import classes from './version-timeline.module.css'

/** Every version, newest first; a sealed one is never changed again. */
export function VersionTimeline({ work }: { work: WorkView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <section aria-labelledby="versions">
      <Title order={2} size="h4" id="versions" mb="sm">
        {t('works.versions')}
      </Title>
      <ol className={classes.timeline} reversed>
        {work.versions.map((version) => (
          <li key={version.version} data-state={version.state}>
            <strong>{t('draft.version', { number: version.version })}</strong>
            <span>
              {version.registeredAt ? (
                <>
                  {t('works.sealedAt')} <When at={version.registeredAt} />
                </>
              ) : (
                <>
                  {t('works.savedAt')} <When at={version.updatedAt} />
                </>
              )}
            </span>
            <span>{version.title}</span>
            <span>
              {t('works.fileCount', { count: version.fileViews.length })}
              {version.rightHolders.length > 0 && <> · {formats.list(version.rightHolders.map(({ name }) => name))}</>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
