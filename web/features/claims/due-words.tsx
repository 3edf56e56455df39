import { useTranslation } from 'react-i18next'
import type { ClaimSummary } from '../../../src/domains/subsidies/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import classes from './claims.module.css'

/** By when the next step is due, and whether that has passed. */
export function DueWords({ due }: { due: ClaimSummary['due'] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (!due) return null
  return (
    <span className={due.isOver ? classes.over : classes.small}>
      {t(`claims.due.${due.binds}`, { on: formats.calendarDate(due.on) })}
      {due.isOver && ` · ${t('claims.due.isOver')}`}
      {due.isProvisional && ` · ${t('claims.due.isProvisional')}`}
    </span>
  )
}
