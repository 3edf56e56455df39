import { useTranslation } from 'react-i18next'
import type { VerificationLevel } from '../../../src/domains/accounts/contract.ts'
import { StateMark } from '../../ui/state-mark.tsx'

/** How far an organisation's papers were checked. */
export function LevelMark({ level }: { level: VerificationLevel }) {
  const { t } = useTranslation()
  return <StateMark tone={level === 'self_declared' ? 'plain' : 'good'}>{t(`accounts.levels.${level}`)}</StateMark>
}
