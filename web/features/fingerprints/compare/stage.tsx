import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './stage.module.css'

export const stageModes = ['side', 'overlay', 'difference', 'swipe'] as const
export type StageMode = (typeof stageModes)[number]

interface StageProps {
  mode: StageMode
  /** 0 to 1: how much of the copy shows over the work, or how far the swipe has gone. */
  amount: number
  aspect: number
  /** Undoes the copy's mirroring or turning. */
  copyTransform: string | undefined
  copyName: string
  workName: string
  copy: ReactNode
  work: ReactNode
  /** Lies over the work while the copy shows nothing of it. */
  workVeil: string | null
}

/** Both pictures; the same two elements in every mode, so that players keep their place. */
export function Stage({ mode, amount, aspect, copyTransform, copyName, workName, copy, work, workVeil }: StageProps) {
  const { t } = useTranslation()
  const percent = `${(amount * 100).toFixed(1)}%`
  const overWork: CSSProperties =
    mode === 'overlay'
      ? { opacity: amount }
      : mode === 'swipe'
        ? { clipPath: `inset(0 calc(100% - ${percent}) 0 0)` }
        : {}
  return (
    <div className={classes.stage} data-mode={mode} data-tall={aspect < 1 || undefined} style={{ '--aspect': aspect }}>
      <figure className={classes.pane} data-side="copy">
        <figcaption>
          <span className={classes.badge}>{t('compare.copy')}</span> <span className={classes.name}>{copyName}</span>
        </figcaption>
        <div className={classes.box} style={overWork}>
          <div className={classes.media} style={copyTransform === undefined ? {} : { transform: copyTransform }}>
            {copy}
          </div>
        </div>
      </figure>
      <figure className={classes.pane} data-side="work">
        <figcaption>
          <span className={classes.badge} data-work>
            {t('compare.work')}
          </span>{' '}
          <span className={classes.name}>{workName}</span>
        </figcaption>
        <div className={classes.box}>
          <div className={classes.media}>{work}</div>
          {workVeil !== null && <div className={classes.veil}>{workVeil}</div>}
        </div>
      </figure>
      {mode === 'swipe' && <div className={classes.edge} style={{ left: percent }} aria-hidden />}
    </div>
  )
}
