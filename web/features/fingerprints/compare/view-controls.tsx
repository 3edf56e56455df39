import '@mantine/core/styles/FloatingIndicator.layer.css'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { SegmentedControl } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type StageMode, stageModes } from './stage.tsx'
import classes from './view-controls.module.css'

interface ViewControlsProps {
  mode: StageMode
  amount: number
  onMode: (mode: StageMode) => void
  onAmount: (amount: number) => void
}

export function ViewControls({ mode, amount, onMode, onAmount }: ViewControlsProps) {
  const { t } = useTranslation()
  const amountId = useId()
  return (
    <div className={classes.controls}>
      <SegmentedControl<StageMode>
        aria-label={t('compare.view')}
        data={stageModes.map((value) => ({ value, label: t(`compare.mode.${value}`) }))}
        value={mode}
        onChange={onMode}
      />
      {(mode === 'overlay' || mode === 'swipe') && (
        <div className={classes.amount}>
          <label htmlFor={amountId}>{mode === 'overlay' ? t('compare.opacity') : t('compare.swipe')}</label>
          <input
            id={amountId}
            type="range"
            min={0}
            max={100}
            value={Math.round(amount * 100)}
            onChange={(event) => onAmount(Number(event.currentTarget.value) / 100)}
          />
        </div>
      )}
      {mode === 'difference' && <span className={classes.hint}>{t('compare.differenceHint')}</span>}
    </div>
  )
}
