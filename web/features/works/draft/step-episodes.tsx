import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Button, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FieldGroup } from '../../../ui/field-group.tsx'
import { useDraft } from './draft-context.ts'
import { numberFor } from './episodes.ts'
import { FilingFields } from './filing-fields.tsx'
import { emptyFiling } from './form.ts'
import classes from './step-episodes.module.css'
import { obstaclesOf } from './steps.ts'

export function StepEpisodes() {
  const { t } = useTranslation()
  const { form, change } = useDraft()
  return (
    <Stack gap="xl">
      <TextInput
        label={t('draft.season')}
        description={t('draft.seasonHint')}
        inputMode="numeric"
        maw={220}
        value={form.season}
        error={form.season !== '' && !/^[1-9]\d{0,2}$/.test(form.season.trim()) ? t('draft.wholeNumber') : null}
        onChange={(event) => change({ season: event.currentTarget.value })}
      />
      <EpisodeList />
      <Radio.Group
        label={t('draft.hasFiling')}
        description={t('draft.hasFilingHint')}
        value={form.filing ? 'yes' : 'no'}
        onChange={(value) => change({ filing: value === 'yes' ? (form.filing ?? emptyFiling) : null })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="no" size="md" label={t('draft.filingNo')} />
          <Radio value="yes" size="md" label={t('draft.filingYes')} />
        </Stack>
      </Radio.Group>
      {form.filing && <FilingFields filing={form.filing} onChange={(filing) => change({ filing })} />}
    </Stack>
  )
}

function EpisodeList() {
  const { t } = useTranslation()
  const { work, form, files, change } = useDraft()
  const obstacles = obstaclesOf(work.kind, form, files)
  const order = () => change({ files: [...form.files].sort((a, b) => Number(a.episode) - Number(b.episode)) })
  const numberByName = () => {
    const taken: number[] = []
    const numbered = form.files.map((file, i) => {
      const number = numberFor(files[i]?.name ?? '', taken)
      taken.push(number)
      return { ...file, episode: String(number) }
    })
    change({ files: numbered.sort((a, b) => Number(a.episode) - Number(b.episode)) })
  }
  return (
    <FieldGroup label={t('draft.episodes')}>
      {form.files.length === 0 ? (
        <Text c="dimmed">{t('draft.episodesNone')}</Text>
      ) : (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            {t('draft.episodesHint')}
          </Text>
          <ol className={classes.episodes}>
            {form.files.map(({ fileId, episode }, i) => {
              const name = files[i]?.name ?? t('draft.files.asking')
              const obstacle = obstacles.find(({ path }) => path === `files.${i}.episode`)
              return (
                <li key={fileId}>
                  <TextInput
                    size="sm"
                    inputMode="numeric"
                    aria-label={t('draft.episodeOf', { name })}
                    value={episode}
                    error={
                      obstacle
                        ? obstacle.message === 'episode_twice'
                          ? t('obstacles.episode_twice')
                          : t('draft.wholeNumber')
                        : null
                    }
                    onBlur={order}
                    onChange={(event) => {
                      const { value } = event.currentTarget
                      change({
                        files: form.files.map((file) => (file.fileId === fileId ? { ...file, episode: value } : file)),
                      })
                    }}
                  />
                  <span className={classes.name}>{name}</span>
                </li>
              )
            })}
          </ol>
          <Button variant="default" size="sm" onClick={numberByName}>
            {t('draft.numberByName')}
          </Button>
        </>
      )}
    </FieldGroup>
  )
}
