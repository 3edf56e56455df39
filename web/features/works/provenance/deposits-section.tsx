import { Anchor, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { DepositView } from '../../../../src/domains/provenance/contract.ts'
import { depositContentUrl, depositProofUrl, listDeposits } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { HashLine } from '../../../ui/hash-line.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { ProgressLine } from '../../../ui/progress-line.tsx'
import { UnfinishedUploads, UploadList } from '../../../ui/upload/upload-list.tsx'
import { useAcceptedUploads } from '../../../ui/upload/uploads-context.tsx'
import { When } from '../../../ui/when.tsx'
import { DepositForm } from './deposit-form.tsx'
import { depositScope } from './deposit-upload.ts'
import classes from './deposits-section.module.css'

/** How often to look again while one is being hashed and entered. */
const againMs = 1500

/** What the making of a work left behind, the earliest first, and the way to put in more. */
export function DepositsSection({ workId, mayDeposit }: { workId: string; mayDeposit: boolean }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const queryKey = ['works', 'deposits', workId]
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => listDeposits(workId),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'storing') ? againMs : false),
  })
  const scope = depositScope(workId)
  useAcceptedUploads(
    scope,
    useCallback(() => {
      void queryClient.invalidateQueries({ queryKey: ['works', 'deposits', workId] })
    }, [queryClient, workId]),
  )
  const items = data?.items ?? []
  return (
    <section aria-labelledby="deposits" className={classes.section}>
      <Title order={2} size="h4" id="deposits" mb="xs">
        {t('provenance.deposits')}
      </Title>
      <Text c="dimmed" mb="md">
        {t('provenance.depositsWords')}
      </Text>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {items.length > 0 && (
        <ol className={classes.timeline}>
          {items.map((deposit) => (
            <Deposit key={deposit.id} deposit={deposit} />
          ))}
        </ol>
      )}
      <UploadList scope={scope} />
      <UnfinishedUploads scope={scope} />
      {mayDeposit && <DepositForm workId={workId} isFirst={items.length === 0} />}
    </section>
  )
}

function Deposit({ deposit }: { deposit: DepositView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { id, kind, name, note, sizeBytes, state, progress, sha256, enteredAt } = deposit
  return (
    <li data-state={state}>
      <strong>{name}</strong>
      <span>
        {t(`provenance.kinds.${kind}`)} · {formats.bytes(sizeBytes)}
        {enteredAt && (
          <>
            {' · '}
            {t('provenance.enteredAt')} <When at={enteredAt} precision="second" />
          </>
        )}
      </span>
      {note !== '' && <span className={classes.note}>{note}</span>}
      {state === 'storing' && <ProgressLine words={t('provenance.storing')} fraction={progress} moving />}
      {state === 'failed' && <span className={classes.failed}>{t('provenance.failed')}</span>}
      {state === 'entered' && (
        <details className={classes.more}>
          <summary>{t('provenance.more')}</summary>
          {sha256 && <HashLine name="SHA-256" value={sha256} />}
          <p className={classes.links}>
            <Anchor href={depositContentUrl(id)} download={name}>
              {t('provenance.download')}
            </Anchor>
            <Anchor href={depositProofUrl(id)} download>
              {t('log.proof')}
            </Anchor>
          </p>
        </details>
      )}
    </li>
  )
}
