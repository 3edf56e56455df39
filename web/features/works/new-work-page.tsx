import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Button, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkDraftInput, WorkKind } from '../../../src/domains/works/contract.ts'
import { createWork } from '../../api.ts'
import { DropZone } from '../../ui/drop-zone.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { UnfinishedUploads, UploadList } from '../../ui/upload/upload-list.tsx'
import { useUploadItems, useUploads } from '../../ui/upload/uploads-context.tsx'
import classes from './new-work-page.module.css'
import { workQueryKey } from './use-work.ts'

const scope = 'new-work'
const kindsInOrder: WorkKind[] = ['micro_drama', 'video', 'image', 'audio', 'text']

/** A first guess from what was dropped; the person has the last word. */
function guessKind(files: readonly { mimeType: string; name: string }[]): WorkKind | null {
  const [first] = files
  if (!first) return null
  if (first.mimeType.startsWith('image/')) return 'image'
  if (first.mimeType.startsWith('audio/')) return 'audio'
  if (first.mimeType.startsWith('text/') || /\.(txt|md|docx?|pdf)$/i.test(first.name)) return 'text'
  return files.length > 1 || /第.{1,4}[集话]|ep?\d/i.test(first.name) ? 'micro_drama' : 'video'
}

const titleFromName = (name: string) =>
  name
    .replace(/\.[^.]{1,5}$/, '')
    .replace(/第?\s*[\d一二三四五六七八九十]+\s*[集话].*$|[\s._-]*(?:s\d+)?ep?\d+.*$/i, '')
    .replace(/[_]+/g, ' ')
    .trim()
    .slice(0, 200)

interface NewWorkPageProps {
  personName: string
  organisationName: string
}

export function NewWorkPage({ personName, organisationName }: NewWorkPageProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const uploads = useUploads()
  const items = useUploadItems(scope)
  const [chosen, setChosen] = useState<WorkKind | null>(null)
  const [asked, setAsked] = useState(false)
  const kind = chosen ?? guessKind(items)

  const create = useMutation({
    mutationFn: (wanted: WorkKind) => {
      const isFilm = wanted === 'video' || wanted === 'micro_drama'
      const draft: WorkDraftInput = {
        title: titleFromName(items[0]?.name ?? ''),
        category: isFilm ? 'audiovisual' : wanted === 'text' ? 'written' : null,
        authors: [{ name: personName, role: isFilm ? 'director' : 'author' }],
        rightHolders: [{ name: organisationName, shareBasisPoints: 10_000 }],
      }
      return createWork({ kind: wanted, draft })
    },
    onSuccess: async (work) => {
      uploads.move(scope, `work:${work.id}`)
      queryClient.setQueryData(workQueryKey(work.id), work)
      void queryClient.invalidateQueries({ queryKey: ['works', 'list'] })
      await navigate({ to: '/works/$workId/draft', params: { workId: work.id } })
    },
  })
  const goOn = () => {
    setAsked(true)
    if (kind) create.mutate(kind)
  }

  return (
    <Page title={t('newWork.title')} lead={t('newWork.lead')} width="narrow">
      <DropZone
        title={t('newWork.drop')}
        hint={t('newWork.dropHint')}
        choose={t('newWork.choose')}
        multiple
        onFiles={(files) => uploads.add(scope, files)}
      />
      <UploadList scope={scope} />
      <UnfinishedUploads scope={scope} />
      <Radio.Group
        mt="xl"
        label={t('newWork.kind')}
        description={items.length > 0 && chosen === null ? t('newWork.guessed') : t('newWork.kindHint')}
        value={kind ?? ''}
        error={asked && !kind ? t('newWork.kindMissing') : null}
        onChange={(value) => setChosen(kindsInOrder.find((known) => known === value) ?? null)}
      >
        <Stack gap="sm" mt="sm" className={classes.kinds}>
          {kindsInOrder.map((value) => (
            <Radio
              key={value}
              value={value}
              size="md"
              label={t(`works.kinds.${value}`)}
              description={t(`newWork.kindWords.${value}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {create.isError && <ProblemNotice error={create.error} />}
      <Button size="lg" mt="xl" onClick={goOn} loading={create.isPending}>
        {t('newWork.goOn')}
      </Button>
      <Text size="sm" c="dimmed" mt="sm">
        {items.length > 0 ? t('newWork.meanwhile') : t('newWork.filesLater')}
      </Text>
    </Page>
  )
}
