import { Button, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type VerificationListItem, websiteCodePath } from '../../../src/domains/verifications/contract.ts'
import { checkWebsite } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { When } from '../../ui/when.tsx'
import { ownRequestsKey } from './requests.ts'
import { WebsiteFindingWords } from './website-finding.tsx'
import classes from './website-proof.module.css'

interface WebsiteProofProps {
  request: Pick<VerificationListItem, 'id' | 'websiteFinding' | 'websiteCheckedAt'>
  website: string
  code: string
  mayCheck: boolean
}

/** Whoever can put a text at an address of the website holds it. */
export function WebsiteProof({ request, website, code, mayCheck }: WebsiteProofProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const check = useMutation({
    mutationFn: () => checkWebsite(request.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ownRequestsKey }),
  })
  const { websiteFinding, websiteCheckedAt } = check.data ?? request
  const address = new URL(websiteCodePath, website).href
  return (
    <Card>
      <Title order={2} size="h5" mb={4}>
        {t('verifications.proof.title')}
      </Title>
      <Text mb="sm">{t('verifications.proof.words')}</Text>
      {(['code', 'address'] as const).map((what) => {
        const text = what === 'code' ? code : address
        return (
          <div key={what} className={classes.line}>
            <span className={classes.name}>{t(`verifications.proof.${what}`)}</span>
            <code className={classes.value}>{text}</code>
            <CopyButton text={text} what={t(`verifications.proof.${what}`)} />
          </div>
        )
      })}
      <div role="status" className={classes.finding}>
        {check.isPending ? (
          <Text c="dimmed">{t('verifications.proof.checking')}</Text>
        ) : (
          <WebsiteFindingWords finding={websiteFinding} />
        )}
        {websiteCheckedAt && !check.isPending && (
          <Text size="sm" c="dimmed">
            {t('verifications.proof.checkedAt')} <When at={websiteCheckedAt} precision="second" />
          </Text>
        )}
      </div>
      {check.isError && <ProblemNotice error={check.error} />}
      {mayCheck && (
        <Button mt="sm" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {t('verifications.proof.check')}
        </Button>
      )}
    </Card>
  )
}
