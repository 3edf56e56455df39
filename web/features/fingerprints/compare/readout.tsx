import type { ReactNode } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { timecode } from '../../../i18n/formats.ts'

/** Which second of the copy is which second of the work, in words. */
export function Readout({ copyTime, workTime }: { copyTime: number; workTime: number | null }): ReactNode {
  const { t } = useTranslation()
  if (workTime === null)
    return (
      <Trans
        t={t}
        i18nKey="compare.readoutAlone"
        values={{ copy: timecode(copyTime) }}
        components={{ b: <strong /> }}
      />
    )
  const values = { copy: timecode(copyTime), work: timecode(workTime) }
  return <Trans t={t} i18nKey="compare.readout" values={values} components={{ b: <strong /> }} />
}
