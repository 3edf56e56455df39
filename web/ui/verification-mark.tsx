import { IconFileCheck, IconRosetteDiscountCheck, IconUser } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './verification-mark.module.css'

const icons = {
  self_declared: IconUser,
  documents_checked: IconFileCheck,
  official_registration: IconRosetteDiscountCheck,
}

export type VerificationMarkLevel = keyof typeof icons

/** How far an organisation was checked. For rows that are links themselves: the explanation shows on hover only. */
export function VerificationMark({ level }: { level: VerificationMarkLevel }) {
  const { t } = useTranslation()
  const Icon = icons[level]
  return (
    <span className={classes.mark} data-level={level} title={t(`verifications.levelWords.${level}`)}>
      <Icon size={14} aria-hidden />
      {t(`verifications.levels.${level}`)}
    </span>
  )
}

/** The same with its explanation, for keyboard and touch too; Escape closes it. */
export function ExplainedVerificationMark({ level }: { level: VerificationMarkLevel }) {
  const { t } = useTranslation()
  const tipId = useId()
  const [closed, setClosed] = useState(false)
  const Icon = icons[level]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only forgets that Escape closed the tip
    <span className={classes.holder} data-closed={closed || undefined} onMouseLeave={() => setClosed(false)}>
      <button
        type="button"
        className={classes.mark}
        data-level={level}
        aria-describedby={tipId}
        onKeyDown={(event) => event.key === 'Escape' && setClosed(true)}
        onBlur={() => setClosed(false)}
      >
        <Icon size={14} aria-hidden />
        {t(`verifications.levels.${level}`)}
      </button>
      <span role="tooltip" id={tipId} className={classes.tip}>
        {t(`verifications.levelWords.${level}`)}
      </span>
    </span>
  )
}
