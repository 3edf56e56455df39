import { Alert, Button, Text } from '@mantine/core'
import { Navigate, Outlet, useParams } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkVersionView, WorkView } from '../../../../src/domains/works/contract.ts'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice, useProblemWords } from '../../../ui/problem.tsx'
import { useAcceptedUploads } from '../../../ui/upload/uploads-context.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { useFileViews } from '../use-file-views.ts'
import { useWork } from '../use-work.ts'
import { DraftContext, useDraft } from './draft-context.ts'
import classes from './draft-layout.module.css'
import { numberFor } from './episodes.ts'
import { FilesPanel } from './files-panel.tsx'
import { draftVersionOf, type SaveState, useDraftSaving } from './use-draft-saving.ts'

export function DraftLayout() {
  const { t } = useTranslation()
  const { workId } = useParams({ from: '/inside/works/$workId/draft' })
  const { data: work, error, refetch } = useWork(workId)
  if (error && !work) {
    return (
      <Page title={t('newWork.title')} above={<TextLink to="/works">{t('works.title')}</TextLink>}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    )
  }
  if (!work) {
    return (
      <Page title={t('newWork.title')} above={<TextLink to="/works">{t('works.title')}</TextLink>}>
        <Waiting words={t('draft.loading')} />
      </Page>
    )
  }
  const version = draftVersionOf(work)
  if (!version) return <Navigate to="/works/$workId" params={{ workId }} replace />
  return <OpenDraft key={workId} work={work} version={version} />
}

function OpenDraft({ work, version }: { work: WorkView; version: WorkVersionView }) {
  const { t } = useTranslation()
  const saving = useDraftSaving(work, version)
  const { form, change, saveState } = saving
  const fileIds = useMemo(() => form.files.map(({ fileId }) => fileId), [form.files])
  const files = useFileViews(fileIds, version.fileViews)

  useAcceptedUploads(
    `work:${work.id}`,
    useCallback(
      (fileId: string, name: string) =>
        change((before) => {
          if (before.files.some((file) => file.fileId === fileId)) return {}
          const taken = before.files.map(({ episode }) => Number(episode)).filter((number) => number > 0)
          const episode = work.kind === 'micro_drama' ? String(numberFor(name, taken)) : ''
          const added = [...before.files, { fileId, episode }]
          return { files: added.sort((a, b) => Number(a.episode) - Number(b.episode)) }
        }),
      [change, work.kind],
    ),
  )
  const value = useMemo(() => ({ ...saving, work, files }), [saving, work, files])

  return (
    <DraftContext value={value}>
      <Page
        title={form.title.trim() === '' ? t('draft.untitled') : form.title}
        above={<TextLink to="/works">{t('works.title')}</TextLink>}
        lead={
          <span className={classes.state} role="status">
            {t(`works.kinds.${work.kind}`)}
            {version.version > 1 && <> · {t('draft.version', { number: version.version })}</>} ·{' '}
            <SaveWords state={saveState} />
          </span>
        }
      >
        <SaveTrouble />
        <div className={classes.columns}>
          <div className={classes.main}>
            <Outlet />
          </div>
          <aside className={classes.side} aria-label={t('draft.files.title')}>
            <FilesPanel />
          </aside>
        </div>
      </Page>
    </DraftContext>
  )
}

function SaveTrouble() {
  const { t } = useTranslation()
  const { wordsOf } = useProblemWords()
  const { saveState, error, reload } = useDraft()
  if (saveState === 'conflict') {
    return (
      <Alert role="alert" color="seal" variant="outline" mb="lg" title={t('draft.conflictTitle')}>
        <Text mb="sm">{t('draft.conflictWords')}</Text>
        <Button size="sm" onClick={() => void reload()}>
          {t('draft.conflictReload')}
        </Button>
      </Alert>
    )
  }
  if (saveState === 'refused') {
    return (
      <Alert role="alert" color="seal" variant="outline" mb="lg" title={t('draft.refusedTitle')}>
        {wordsOf(error)}
      </Alert>
    )
  }
  return null
}

function SaveWords({ state }: { state: SaveState }) {
  const { t } = useTranslation()
  return <>{t(`draft.save.${state}`)}</>
}
