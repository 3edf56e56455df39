import { useElementSize } from '@mantine/hooks'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PictureTransform } from '../../../../src/domains/fingerprints/contract.ts'
import { lieOn } from './lie-on.ts'
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
  /** How the copy lies on the work, where that was measured; then they are laid so when one is shown over the other. */
  lie: { transform: PictureTransform; workAspect: number } | null
  copyName: string
  workName: string
  copy: ReactNode
  work: ReactNode
  /** Lies over the work while the copy shows nothing of it. */
  workVeil: string | null
}

/** Both pictures; the same two elements in every mode, so that players keep their place. */
export function Stage({
  mode,
  amount,
  aspect,
  copyTransform,
  lie,
  copyName,
  workName,
  copy,
  work,
  workVeil,
}: StageProps) {
  const { t } = useTranslation()
  const { ref, width, height } = useElementSize()
  const laid = mode === 'side' ? null : lie
  const copyStyle: CSSProperties = laid
    ? { transform: lieOn(laid.transform, width, height), transformOrigin: '0 0' }
    : copyTransform === undefined
      ? {}
      : { transform: copyTransform }
  const shownAspect = laid ? laid.workAspect : aspect
  const percent = `${(amount * 100).toFixed(1)}%`
  const overWork: CSSProperties =
    mode === 'overlay'
      ? { opacity: amount }
      : mode === 'swipe'
        ? { clipPath: `inset(0 calc(100% - ${percent}) 0 0)` }
        : {}
  return (
    <div
      className={classes.stage}
      data-mode={mode}
      data-laid={laid ? true : undefined}
      data-tall={shownAspect < 1 || undefined}
      style={{ '--aspect': shownAspect }}
    >
      <figure className={classes.pane} data-side="copy">
        <figcaption>
          <span className={classes.badge}>{t('compare.copy')}</span> <span className={classes.name}>{copyName}</span>
        </figcaption>
        <div ref={ref} className={classes.box} style={overWork}>
          <div className={classes.media} style={copyStyle}>
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
