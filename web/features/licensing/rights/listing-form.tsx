import { Button, NativeSelect, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  audiences,
  genres,
  type ListingInput,
  type ListingView,
  productions,
} from '../../../../src/domains/licensing/listings/contract.ts'
import type { WorkVersionView, WorkView } from '../../../../src/domains/works/contract.ts'
import { SendForm } from '../../../ui/send-form.tsx'
import { saveListing } from '../market-api.ts'
import classes from './rights-page.module.css'

const titleMax = 200
const synopsisMax = 3000

/** What the work says of itself is where a listing starts. */
function begun(version: WorkVersionView): ListingInput {
  const english = version.otherTitles.find(({ language }) => language.startsWith('en'))?.title ?? ''
  const seconds = version.fileViews.flatMap(({ durationSeconds }) => durationSeconds ?? [])
  const average = seconds.length > 0 ? seconds.reduce((sum, one) => sum + one, 0) / seconds.length : 0
  return {
    revision: 0,
    state: 'listed',
    titleZh: version.title,
    titleEn: english,
    synopsisZh: version.synopsis,
    synopsisEn: '',
    genre: 'urban',
    audience: 'general',
    production: 'finished',
    episodes: Math.max(1, version.files.length),
    episodeMinutes: Math.max(1, Math.round(average / 60)),
    originalLanguage: version.languages[0] ?? 'zh-Hans',
  }
}

function inputOf({ id: _id, workId: _workId, updatedAt: _updatedAt, ...said }: ListingView): ListingInput {
  return said
}

export function ListingForm({
  work,
  version,
  listing,
}: {
  work: WorkView
  version: WorkVersionView
  listing: ListingView | null
}) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [form, setForm] = useState<ListingInput>(listing ? inputOf(listing) : begun(version))
  const [isFaulty, setFaulty] = useState(false)
  const set = (change: Partial<ListingInput>) => setForm({ ...form, ...change })
  const send = async (state: 'listed' | 'withdrawn') => {
    const saved = await saveListing(work.id, { ...form, state })
    queryClient.setQueryData(['rights', 'listing', work.id], saved)
    await queryClient.invalidateQueries({ queryKey: ['catalogue'] })
  }
  const isMissing = (value: string) => isFaulty && value.trim() === ''
  const number = (value: string) => Math.max(1, Math.trunc(Number(value)) || 1)
  return (
    <section aria-labelledby="listing" className={classes.section}>
      <Title order={2} size="h4" id="listing" mb="sm">
        {t('market.rights.listing')}
      </Title>
      <SendForm
        submitWords={t(
          listing === null
            ? 'market.rights.list'
            : listing.state === 'listed'
              ? 'market.rights.save'
              : 'market.rights.relist',
        )}
        check={() => {
          setFaulty(true)
          return form.titleZh.trim() !== '' && form.titleEn.trim() !== ''
        }}
        send={() => send('listed')}
      >
        <div className={classes.fields}>
          <div className={classes.wide}>
            <TextInput
              label={t('market.rights.titleZh')}
              maxLength={titleMax}
              value={form.titleZh}
              error={isMissing(form.titleZh)}
              onChange={(event) => set({ titleZh: event.currentTarget.value })}
            />
            <TextInput
              label={t('market.rights.titleEn')}
              maxLength={titleMax}
              value={form.titleEn}
              error={isMissing(form.titleEn)}
              onChange={(event) => set({ titleEn: event.currentTarget.value })}
            />
            <Textarea
              label={t('market.rights.synopsisZh')}
              autosize
              minRows={3}
              maxLength={synopsisMax}
              value={form.synopsisZh}
              onChange={(event) => set({ synopsisZh: event.currentTarget.value })}
            />
            <Textarea
              label={t('market.rights.synopsisEn')}
              autosize
              minRows={3}
              maxLength={synopsisMax}
              value={form.synopsisEn}
              onChange={(event) => set({ synopsisEn: event.currentTarget.value })}
            />
          </div>
          <NativeSelect
            label={t('market.genre.label')}
            value={form.genre}
            onChange={(event) => set({ genre: genres.find((one) => one === event.currentTarget.value) ?? 'other' })}
            data={genres.map((value) => ({ value, label: t(`market.genre.${value}`) }))}
          />
          <NativeSelect
            label={t('market.audience.label')}
            value={form.audience}
            onChange={(event) =>
              set({ audience: audiences.find((one) => one === event.currentTarget.value) ?? 'general' })
            }
            data={audiences.map((value) => ({ value, label: t(`market.audience.${value}`) }))}
          />
          <NativeSelect
            label={t('market.production.label')}
            value={form.production}
            onChange={(event) =>
              set({ production: productions.find((one) => one === event.currentTarget.value) ?? 'finished' })
            }
            data={productions.map((value) => ({ value, label: t(`market.production.${value}`) }))}
          />
          <TextInput
            type="number"
            min={1}
            label={t('market.rights.episodes')}
            value={form.episodes}
            onChange={(event) => set({ episodes: number(event.currentTarget.value) })}
          />
          <TextInput
            type="number"
            min={1}
            label={t('market.rights.minutes')}
            value={form.episodeMinutes}
            onChange={(event) => set({ episodeMinutes: number(event.currentTarget.value) })}
          />
          <TextInput
            label={t('market.rights.original')}
            value={form.originalLanguage}
            onChange={(event) => set({ originalLanguage: event.currentTarget.value.trim() })}
          />
        </div>
      </SendForm>
      {listing?.state === 'listed' && (
        <Text mt="sm">
          <Button variant="subtle" size="sm" onClick={() => void send('withdrawn')}>
            {t('market.rights.withdraw')}
          </Button>
        </Text>
      )}
    </section>
  )
}
