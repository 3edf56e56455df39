import { Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type VerificationLevel, verificationLevels } from '../../../src/domains/accounts/contract.ts'
import { Card } from '../../ui/card.tsx'
import { VerificationMark } from '../../ui/verification-mark.tsx'
import classes from './levels.module.css'

export function Levels({ current, isBuyer }: { current: VerificationLevel; isBuyer: boolean }) {
  const { t } = useTranslation()
  return (
    <Card tone="warm">
      <Title order={2} size="h5" mb="sm">
        {t('verifications.meaning')}
      </Title>
      <ul className={classes.levels}>
        {verificationLevels.map((level) => (
          <li key={level} aria-current={level === current || undefined}>
            <VerificationMark level={level} />
            <Text size="sm" mt={4}>
              {t(`verifications.levelWords.${level}`)}
            </Text>
          </li>
        ))}
      </ul>
      {isBuyer && (
        <Text size="sm" mt="md" fw={600}>
          {t('verifications.buyerNote')}
        </Text>
      )}
    </Card>
  )
}
