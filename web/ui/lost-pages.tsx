import { Button, Text } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from './link.tsx'
import { Page } from './page.tsx'
import { ProblemNotice } from './problem.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('lost.title')} width="narrow">
      <Text mb="lg">{t('lost.words')}</Text>
      <ButtonLink to="/">{t('lost.home')}</ButtonLink>
    </Page>
  )
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Page title={t('broken.title')} width="narrow">
      <Text mb="md">{t('broken.words')}</Text>
      <ProblemNotice error={error} />
      <Button mt="lg" mr="sm" onClick={again}>
        {t('problem.retry')}
      </Button>
      <ButtonLink to="/" variant="default" mt="lg">
        {t('lost.home')}
      </ButtonLink>
    </Page>
  )
}
