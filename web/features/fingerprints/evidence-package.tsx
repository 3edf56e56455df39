import { Button, Group, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listPackages, makePackage, packageContentUrl } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'

const againMs = 1500

/** What proves a match to a court, in one file: asked for, followed while it is made, and taken away. */
export function EvidencePackage({ checkId, match }: { checkId: string; match: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const queryClient = useQueryClient()
  const queryKey = ['packages', checkId]
  const { data } = useQuery({
    queryKey,
    queryFn: () => listPackages(checkId),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'making') ? againMs : false),
  })
  const ask = useMutation({
    mutationFn: () => makePackage(checkId, match),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  })
  if (!data) return null
  const made = data.items.find((one) => one.match === match)
  const askAgain = (words: string, variant: 'filled' | 'default') => (
    <Button variant={variant} loading={ask.isPending} onClick={() => ask.mutate()}>
      {words}
    </Button>
  )
  return (
    <section aria-labelledby="evidence-package" style={{ marginTop: '2rem' }}>
      <Title order={3} size="h4" id="evidence-package" mb="xs">
        {t('packages.title')}
      </Title>
      <Card tone="warm">
        <Text size="sm" mb="md">
          {t('packages.words')}
        </Text>
        <div aria-live="polite">
          {!made && askAgain(t('packages.make'), 'filled')}
          {made?.state === 'making' && (
            <>
              <ProgressLine
                words={t('packages.making', { percent: formats.percentWhole(made.progress) })}
                fraction={made.progress}
                moving
              />
              <Text size="sm" c="dimmed" mt="sm">
                {t('packages.leave')}
              </Text>
            </>
          )}
          {made?.state === 'failed' && (
            <>
              <Text mb="sm">{t('packages.failed')}</Text>
              {askAgain(t('packages.again'), 'default')}
            </>
          )}
          {made?.state === 'made' && (
            <>
              <Group gap="sm" mb="sm">
                <Button component="a" href={packageContentUrl(made.id)} download>
                  {t('packages.download', { size: formats.bytes(made.sizeBytes ?? 0) })}
                </Button>
                {made.timestamp === 'pending' && askAgain(t('packages.askTimestamp'), 'default')}
              </Group>
              {made.timestamp && <Text size="sm">{t(`packages.timestamp.${made.timestamp}`)}</Text>}
              <Text size="sm" c="dimmed">
                {t('packages.verify', { id: made.id })}
              </Text>
              <Text size="sm" c="dimmed">
                {t('packages.custody')}
              </Text>
            </>
          )}
        </div>
        {ask.error && <ProblemNotice error={ask.error} />}
      </Card>
    </section>
  )
}
