import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../i18n/formats.ts'
import { TextLink } from './link.tsx'

interface ProblemFacts {
  code: string
  detail: string
  requestId: string | null
  isOurFault: boolean
  retryAfterSeconds: number | null
}

/** Reads what any thrown thing says, by shape, so that this part knows no API. */
function factsOf(error: unknown): ProblemFacts {
  const read = (key: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined
  const code = read('code')
  const requestId = read('requestId')
  const status = read('status')
  const retryAfterSeconds = read('retryAfterSeconds')
  return {
    code: typeof code === 'string' ? code : 'unexpected',
    detail: error instanceof Error ? error.message : String(error),
    requestId: typeof requestId === 'string' ? requestId : null,
    isOurFault: typeof status !== 'number' || status >= 500,
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null,
  }
}

export function useProblemWords() {
  const { t } = useTranslation()
  const known: Record<string, string> = t('problems', { returnObjects: true })
  const wordsForCode = (code: string, detail = '') =>
    known[code.replace(/[:.]/g, '_')] ?? (detail === '' ? t('problems.unexpected') : detail)
  return {
    wordsForCode,
    wordsOf: (error: unknown) => {
      const facts = factsOf(error)
      return wordsForCode(facts.code, facts.detail)
    },
  }
}

/** What happened and what to do; where the fault is ours, also a number to quote. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const { wordsOf } = useProblemWords()
  const { span } = useFormats()
  const { code, requestId, isOurFault, retryAfterSeconds } = factsOf(error)
  return (
    <Alert role="alert" color="seal" variant="outline" icon={<IconAlertTriangle aria-hidden />} className="problem">
      <Text>{wordsOf(error)}</Text>
      {retryAfterSeconds !== null && <Text mt={4}>{t('problem.wait', { wait: span(retryAfterSeconds) })}</Text>}
      {code === 'second_factor_needed' && (
        <Text mt={4}>
          <TextLink to="/me/security">{t('problem.toSecurity')}</TextLink>
        </Text>
      )}
      {requestId !== null && isOurFault && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('problem.quote')} <span className="mono">{requestId}</span>
        </Text>
      )}
      {onRetry && (
        <Group mt="sm">
          <Button size="sm" variant="default" onClick={onRetry}>
            {t('problem.retry')}
          </Button>
        </Group>
      )}
    </Alert>
  )
}
