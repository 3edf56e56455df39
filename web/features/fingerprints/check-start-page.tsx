import { Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { createCheck } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { DropZone } from '../../ui/drop-zone.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { UnfinishedUploads, UploadList } from '../../ui/upload/upload-list.tsx'
import { useAcceptedUploads, useUploadItems, useUploads } from '../../ui/upload/uploads-context.tsx'
import { CheckList } from './check-list.tsx'
import classes from './check-start-page.module.css'

const scope = 'check'

export function CheckStartPage({ isSignedIn }: { isSignedIn: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const uploads = useUploads()
  const waiting = useUploadItems(scope)
  const { mutate, error, isError, variables } = useMutation({
    mutationFn: createCheck,
    onSuccess: async (check) => {
      await queryClient.invalidateQueries({ queryKey: ['checks'] })
      if (waiting.length <= 1) await navigate({ to: '/checks/$checkId', params: { checkId: check.id } })
    },
  })
  useAcceptedUploads(
    scope,
    useCallback((fileId: string) => mutate(fileId), [mutate]),
  )

  useEffect(() => {
    if (isSignedIn) uploads.add(scope, uploads.takeHeld(scope))
  }, [isSignedIn, uploads])

  const choose = (files: File[]) => {
    if (isSignedIn) uploads.add(scope, files)
    else {
      uploads.hold(scope, files)
      void navigate({ to: '/sign-up', search: { next: '/check' } })
    }
  }
  const held = isSignedIn ? [] : uploads.heldNames(scope)

  return (
    <Page title={t('checks.startTitle')} lead={t('checks.startLead')}>
      {held.length > 0 && (
        <div className={classes.held}>
          <Card tone="warm">
            <Text fw={600}>{t('checks.held', { names: held.join('、') })}</Text>
            <Text mb="md">{t('checks.heldWords')}</Text>
            <ButtonLink to="/sign-up" search={{ next: '/check' }} mr="sm">
              {t('accounts.signUp')}
            </ButtonLink>
            <ButtonLink to="/sign-in" search={{ next: '/check' }} variant="default">
              {t('accounts.signIn')}
            </ButtonLink>
          </Card>
        </div>
      )}
      <DropZone
        title={t('checks.dropTitle')}
        hint={isSignedIn ? t('checks.dropHint') : t('checks.dropHintAnonymous')}
        choose={t('checks.choose')}
        multiple
        onFiles={choose}
      />
      {isSignedIn && (
        <>
          <UploadList scope={scope} />
          {isError && <ProblemNotice error={error} onRetry={() => variables && mutate(variables)} />}
          <UnfinishedUploads scope={scope} />
          <CheckList />
        </>
      )}
    </Page>
  )
}
