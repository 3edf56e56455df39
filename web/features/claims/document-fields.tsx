import { Anchor, Button, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClaimView, ProgrammeBody } from '../../../src/domains/subsidies/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { DropZone } from '../../ui/drop-zone.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { UploadList } from '../../ui/upload/upload-list.tsx'
import { useAcceptedUploads, useUploads } from '../../ui/upload/uploads-context.tsx'
import { claimScope, documentUrl, removeDocument } from './api.ts'
import classes from './claims.module.css'
import { claimKey, useBilingual } from './words.ts'

/** What the programme asks for, each with its files; afterwards only what is still owed. */
export function DocumentFields({ claim, onlyOwed = false }: { claim: ClaimView; onlyOwed?: boolean }) {
  const asked = claim.programme.documents.filter(
    ({ code, due }) =>
      !onlyOwed || due !== 'required' || claim.documents.some(({ requirement }) => requirement === code),
  )
  return (
    <section className={classes.section}>
      {asked.map((one) => (
        <OneRequirement key={one.code} claim={claim} asked={one} onlyOwed={onlyOwed} />
      ))}
    </section>
  )
}

const takesMore = new Set<ClaimView['state']>(['submitted', 'accepted', 'reviewed', 'second_reviewed', 'paid'])

function OneRequirement({
  claim,
  asked: { code, title, due },
  onlyOwed,
}: {
  claim: ClaimView
  asked: ProgrammeBody['documents'][number]
  onlyOwed: boolean
}) {
  const { t } = useTranslation()
  const say = useBilingual()
  const formats = useFormats()
  const queryClient = useQueryClient()
  const uploads = useUploads()
  const scope = claimScope(claim.id, code)
  useAcceptedUploads(
    scope,
    useCallback(() => void queryClient.invalidateQueries({ queryKey: claimKey(claim.id) }), [queryClient, claim.id]),
  )
  const remove = useMutation({
    mutationFn: (documentId: string) => removeDocument(claim.id, documentId),
    onSuccess: (view) => queryClient.setQueryData(claimKey(claim.id), view),
  })
  const mine = claim.documents.filter(({ requirement }) => requirement === code)
  const gap = claim.gaps.find(({ requirement }) => requirement === code)
  const mayAdd = !onlyOwed || (gap !== undefined && takesMore.has(claim.state))
  if (onlyOwed && mine.length === 0 && !mayAdd) return null
  return (
    <div className={classes.section}>
      <Title order={3} size="h5">
        {say(title)} <span className={classes.small}>{t(`claims.documents.${due}`)}</span>
      </Title>
      {gap && onlyOwed && (
        <Text c="var(--wait)">
          {gap.dueOn === null
            ? t('claims.documents.owed', { name: say(title) })
            : t('claims.documents.owedOn', { name: say(title), on: formats.calendarDate(gap.dueOn) })}
        </Text>
      )}
      {remove.isError && <ProblemNotice error={remove.error} />}
      <ul className={classes.documents}>
        {mine.map(({ id, name, sizeBytes, state }) => (
          <li key={id}>
            {state === 'stored' ? (
              <Anchor href={documentUrl(claim.id, id)} download={name}>
                {name}
              </Anchor>
            ) : (
              name
            )}{' '}
            <span className={classes.small}>
              {state === 'stored' ? formats.bytes(sizeBytes) : t(`claims.documents.${state}`)}
            </span>
            {!onlyOwed && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('claims.documents.remove', { name })}
                onClick={() => remove.mutate(id)}
              >
                {t('claims.about.remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <UploadList scope={scope} />
      {mayAdd && (
        <DropZone
          title={t('claims.documents.drop', { name: say(title) })}
          hint={t('claims.documents.hint')}
          choose={t('claims.documents.choose')}
          multiple
          compact
          onFiles={(files) => uploads.add(scope, files, '')}
        />
      )}
    </div>
  )
}
