import { CloseButton, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { filePosterUrl } from '../../../api.ts'
import { DropZone } from '../../../ui/drop-zone.tsx'
import { Poster } from '../../../ui/poster.tsx'
import { UnfinishedUploads, UploadList } from '../../../ui/upload/upload-list.tsx'
import { useUploads } from '../../../ui/upload/uploads-context.tsx'
import { FileState } from '../file-state.tsx'
import { fileKindOf } from '../work-words.ts'
import { useDraft } from './draft-context.ts'
import classes from './files-panel.module.css'

/** Beside every step: what is uploaded and how far its examination is, so that the form can be filled meanwhile. */
export function FilesPanel() {
  const { t } = useTranslation()
  const uploads = useUploads()
  const { work, form, files, change } = useDraft()
  const scope = `work:${work.id}`
  const kind = fileKindOf[work.kind]
  const remove = (fileId: string) =>
    change((before) => ({ files: before.files.filter((file) => file.fileId !== fileId) }))

  return (
    <section aria-labelledby="files-panel">
      <Title order={2} size="h4" id="files-panel" mb={4}>
        {t('draft.files.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('draft.files.words')}
      </Text>
      <ul className={classes.list}>
        {form.files.map(({ fileId, episode }, i) => {
          const file = files[i]
          return (
            <li key={fileId} className={classes.file}>
              <Poster src={file?.hasPoster ? filePosterUrl(fileId) : null} kind={file?.kind ?? kind} shape="small" />
              <div className={classes.words}>
                <span className={classes.name}>
                  {episode !== '' && <>{t('episode', { number: episode })} · </>}
                  {file?.name ?? t('draft.files.asking')}
                </span>
                {file && <FileState file={file} />}
                {file && file.kind !== kind && (
                  <Text size="sm" c="var(--seal-text)">
                    {t('obstacles.kind_does_not_fit')}
                  </Text>
                )}
              </div>
              <CloseButton
                aria-label={t('draft.files.remove', { name: file?.name ?? '' })}
                onClick={() => remove(fileId)}
              />
            </li>
          )
        })}
      </ul>
      <UploadList scope={scope} />
      <UnfinishedUploads scope={scope} />
      <div className={classes.drop}>
        <DropZone
          title={form.files.length === 0 ? t('draft.files.drop') : t('draft.files.dropMore')}
          hint={t(`draft.files.hint.${kind}`)}
          choose={t('draft.files.choose')}
          multiple
          compact
          onFiles={(chosen) => uploads.add(scope, chosen)}
        />
      </div>
    </section>
  )
}
