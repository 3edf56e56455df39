import { Button, Text } from '@mantine/core'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { filePosterUrl } from '../../../api.ts'
import { DropZone } from '../../../ui/drop-zone.tsx'
import { FieldGroup } from '../../../ui/field-group.tsx'
import { Poster } from '../../../ui/poster.tsx'
import { UploadList } from '../../../ui/upload/upload-list.tsx'
import { useAcceptedUploads, useUploads } from '../../../ui/upload/uploads-context.tsx'
import { FileState } from '../file-state.tsx'
import { useFileViews } from '../use-file-views.ts'
import { useDraft } from './draft-context.ts'
import classes from './poster-field.module.css'

export function PosterField() {
  const { t } = useTranslation()
  const { work, form, change } = useDraft()
  const uploads = useUploads()
  const scope = `poster:${work.id}`
  useAcceptedUploads(
    scope,
    useCallback((fileId: string) => change({ posterFileId: fileId }), [change]),
  )
  const [file] = useFileViews(form.posterFileId === null ? [] : [form.posterFileId], [])
  return (
    <FieldGroup label={t('draft.poster')} description={t('draft.posterHint')}>
      {form.posterFileId === null ? (
        <DropZone
          title={t('draft.posterDrop')}
          hint={t('draft.posterFormats')}
          choose={t('draft.posterChoose')}
          accept="image/*"
          compact
          onFiles={(chosen) => uploads.add(scope, chosen)}
        />
      ) : (
        <div className={classes.poster}>
          <div className={classes.picture}>
            <Poster
              key={file?.hasPoster ? 'ready' : 'waiting'}
              src={file?.hasPoster ? filePosterUrl(form.posterFileId) : null}
              kind="image"
            />
          </div>
          <div>
            {file && <FileState file={file} />}
            {file && file.kind !== 'image' && (
              <Text size="sm" c="var(--seal-text)">
                {t('draft.posterNotPicture')}
              </Text>
            )}
            <Button variant="default" size="sm" mt="xs" onClick={() => change({ posterFileId: null })}>
              {t('draft.posterRemove')}
            </Button>
          </div>
        </div>
      )}
      <UploadList scope={scope} />
    </FieldGroup>
  )
}
