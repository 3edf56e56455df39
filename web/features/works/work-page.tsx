import { Button, Group, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import type { WorkView } from '../../../src/domains/works/contract.ts'
import { amendWork } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { CertificateCard } from './certificate-card.tsx'
import { DiscardDraft } from './discard-draft.tsx'
import { LogEntry } from './log-entry.tsx'
import { DepositsSection } from './provenance/deposits-section.tsx'
import { PriorSection } from './provenance/prior-section.tsx'
import { RegistrantLine } from './registrant-line.tsx'
import { useWork, workQueryKey } from './use-work.ts'
import { VersionFacts } from './version-facts.tsx'
import { VersionTimeline } from './version-timeline.tsx'
import { WorkFiles } from './work-files.tsx'
import classes from './work-page.module.css'

export function WorkPage({ session: { actions } }: { session: SessionView }) {
  const { t } = useTranslation()
  const { workId } = useParams({ from: '/inside/works/$workId' })
  const { data: work, error, refetch } = useWork(workId)
  if (work) return <OpenWork work={work} may={(action) => actions.includes(action)} />
  return (
    <Page title={t('works.one')} above={<TextLink to="/works">{t('works.title')}</TextLink>}>
      {error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting words={t('works.loadingOne')} />
      )}
    </Page>
  )
}

function OpenWork({ work, may }: { work: WorkView; may: (action: string) => boolean }) {
  const { t } = useTranslation()
  const sealed = work.versions.find(({ state }) => state === 'registered')
  const draft = work.versions.find(({ state }) => state === 'draft')
  const shown = sealed ?? draft
  return (
    <Page
      title={shown && shown.title !== '' ? shown.title : t('draft.untitled')}
      above={<TextLink to="/works">{t('works.title')}</TextLink>}
      lead={
        <span className={classes.lead}>
          <StateMark tone={sealed ? 'sealed' : 'open'}>
            {t(sealed ? 'works.state.registered' : 'works.state.draft')}
          </StateMark>
          {work.registrationNumber && <span className="mono numbers">{work.registrationNumber}</span>}
          {work.registeredAt && <When at={work.registeredAt} />}
          <RegistrantLine registrant={work.registrant} />
        </span>
      }
      action={sealed && !draft ? <AmendButton work={work} /> : undefined}
    >
      {draft && (
        <div className={classes.draft}>
          <Card tone="warm">
            <Text fw={600}>{sealed ? t('works.amendingTitle') : t('works.draftTitle')}</Text>
            <Text mb="md">{sealed ? t('works.amendingWords') : t('works.draftWords')}</Text>
            <Group gap="sm">
              <ButtonLink to="/works/$workId/draft" params={{ workId: work.id }}>
                {t('works.goOnDraft')}
              </ButtonLink>
              <DiscardDraft work={work} />
            </Group>
          </Card>
        </div>
      )}
      <div className={classes.columns}>
        <div>
          {shown && (
            <>
              {sealed && <PriorSection workId={work.id} version={sealed} mayAnswer={may('work.register')} />}
              <section aria-labelledby="facts">
                <Title order={2} size="h4" id="facts" mb="xs">
                  {t('works.facts')}
                </Title>
                <VersionFacts facts={{ ...shown, kind: work.kind }} />
              </section>
              <section aria-labelledby="files" className={classes.files}>
                <Title order={2} size="h4" id="files" mb="sm">
                  {t('draft.files.title')}
                </Title>
                <WorkFiles workId={work.id} version={shown} />
              </section>
              <DepositsSection workId={work.id} mayDeposit={may('work.write')} />
            </>
          )}
        </div>
        <aside className={classes.side}>
          <VersionTimeline work={work} />
          {sealed && <CertificateCard workId={work.id} />}
          {work.registrationNumber && <LogEntry registrationNumber={work.registrationNumber} />}
          {may('rights.read') && (
            <p className={classes.public}>
              <TextLink to="/works/$workId/rights" params={{ workId: work.id }}>
                {t('works.licensing')}
              </TextLink>
            </p>
          )}
          {work.registrationNumber && (
            <p className={classes.public}>
              <TextLink to="/registry/$number" params={{ number: work.registrationNumber }}>
                {t('works.publicPage')}
              </TextLink>
            </p>
          )}
        </aside>
      </div>
    </Page>
  )
}

function AmendButton({ work }: { work: WorkView }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const amend = useMutation({
    mutationFn: () => amendWork(work.id),
    onSuccess: async (amended) => {
      queryClient.setQueryData(workQueryKey(work.id), amended)
      void queryClient.invalidateQueries({ queryKey: ['works', 'list'] })
      await navigate({ to: '/works/$workId/draft', params: { workId: work.id } })
    },
  })
  return (
    <div>
      <Button variant="default" onClick={() => amend.mutate()} loading={amend.isPending}>
        {t('works.amend')}
      </Button>
      {amend.isError && <ProblemNotice error={amend.error} />}
    </div>
  )
}
