import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'
import { useDraft } from './draft-context.ts'
import { Rows } from './rows.tsx'
import { basisPointsOf, evenShares, isWhole, percentText, sumOfShares } from './shares.ts'
import classes from './step-owners.module.css'

export function StepOwners() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { form, change } = useDraft()
  const sum = sumOfShares(form.rightHolders.map(({ percent }) => percent))
  const split = () => {
    const shares = evenShares(form.rightHolders.length)
    change({
      rightHolders: form.rightHolders.map((holder, i) => ({ ...holder, percent: percentText(shares[i] ?? 0) })),
    })
  }
  return (
    <>
      <Rows
        items={form.rightHolders}
        label={t('draft.owners')}
        addWords={t('draft.addOwner')}
        removeWords={(i) => t('draft.removeOwner', { number: i + 1 })}
        fresh={() => ({ name: '', percent: '' })}
        fewest={1}
        onChange={(rightHolders) => change({ rightHolders })}
      >
        {(holder, changeHolder, i) => (
          <>
            <TextInput
              label={t('draft.ownerName', { number: i + 1 })}
              value={holder.name}
              onChange={(event) => changeHolder({ name: event.currentTarget.value })}
            />
            <TextInput
              label={t('draft.ownerShare', { number: i + 1 })}
              inputMode="decimal"
              value={holder.percent}
              error={holder.percent !== '' && basisPointsOf(holder.percent) === null ? t('draft.shareWrong') : null}
              onChange={(event) => changeHolder({ percent: event.currentTarget.value })}
              rightSection={<span aria-hidden>%</span>}
            />
          </>
        )}
      </Rows>
      <div className={classes.sum} data-whole={isWhole(sum) || undefined}>
        <p role="status">
          {t('draft.sum')} <strong className="numbers">{formats.percent(sum / 10_000)}</strong>
          {isWhole(sum)
            ? ` · ${t('draft.sumWhole')}`
            : sum < 10_000
              ? ` · ${t('draft.sumShort', { percent: formats.percent((10_000 - sum) / 10_000) })}`
              : ` · ${t('draft.sumOver', { percent: formats.percent((sum - 10_000) / 10_000) })}`}
        </p>
        <Button variant="default" size="sm" onClick={split}>
          {t('draft.splitEvenly')}
        </Button>
      </div>
    </>
  )
}
