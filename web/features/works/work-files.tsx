import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileView } from '../../../src/domains/files/contract.ts'
import type { WorkVersionView } from '../../../src/domains/works/contract.ts'
import { fileContentUrl, filePosterUrl, getWorkIscc } from '../../api.ts'
import { HashLine } from '../../ui/hash-line.tsx'
import { Poster } from '../../ui/poster.tsx'
import { FileState } from './file-state.tsx'
import { IsccLine } from './iscc-line.tsx'
import { useFileViews } from './use-file-views.ts'
import classes from './work-files.module.css'

export function WorkFiles({ workId, version }: { workId: string; version: WorkVersionView }) {
  const { t } = useTranslation()
  const ready = version.fileViews.filter(({ state }) => state === 'ready').length
  const { data: codes } = useQuery({
    queryKey: ['iscc', 'work', workId, version.version, version.revision, ready],
    queryFn: () => getWorkIscc(workId),
  })
  const views = useFileViews(
    version.files.map(({ fileId }) => fileId),
    version.fileViews,
  )
  if (version.files.length === 0) return <Text c="dimmed">{t('works.noFiles')}</Text>
  return (
    <ul className={classes.files}>
      {version.files.map(({ fileId, episode }, i) => {
        const file = views[i]
        if (!file) return null
        return (
          <li key={fileId} className={classes.file}>
            <div className={classes.media}>
              <FileMedia file={file} />
            </div>
            <div className={classes.words}>
              <Text fw={650} className={classes.name}>
                {episode !== null && <>{t('episode', { number: episode })} · </>}
                {file.name}
              </Text>
              <FileState file={file} />
              {file.sha256 && <HashLine name="SHA-256" value={file.sha256} />}
              {file.sm3 && <HashLine name="SM3" value={file.sm3} />}
              {file.sha256 && <IsccLine codes={codes} version={version.version} sha256={file.sha256} />}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** The file itself where the browser can show it, its poster where it cannot. */
function FileMedia({ file }: { file: FileView }) {
  const { t } = useTranslation()
  const [broken, setBroken] = useState(false)
  const poster = file.hasPoster ? filePosterUrl(file.id) : null
  if (broken || file.state !== 'ready') {
    return (
      <>
        <Poster src={poster} kind={file.kind} shape="wide" />
        {broken && (
          <Text size="sm" c="dimmed" mt={4}>
            {t('works.cannotPlay')}
          </Text>
        )}
      </>
    )
  }
  const fail = () => setBroken(true)
  const source = { src: fileContentUrl(file.id), onError: fail, className: classes.player }
  switch (file.kind) {
    case 'video':
      return (
        <video {...source} controls preload="none" playsInline aria-label={file.name} {...(poster ? { poster } : {})} />
      )
    case 'audio':
      return <audio {...source} controls preload="none" aria-label={file.name} />
    case 'image':
      return <img {...source} alt={file.name} loading="lazy" />
    case 'text':
      return <Poster src={null} kind="text" shape="wide" />
  }
}
