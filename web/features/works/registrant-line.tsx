import { useTranslation } from 'react-i18next'
import type { Registrant } from '../../../src/domains/works/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { ExplainedVerificationMark } from '../../ui/verification-mark.tsx'
import classes from './registrant-line.module.css'

/** Which organisation registered the work, and how far it was checked. */
export function RegistrantLine({ registrant: { name, verification, country } }: { registrant: Registrant }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <span className={classes.line}>
      <span>
        {t('works.registrant')}
        {t('colon')}
        {name}
        {country && <> · {formats.countryName(country)}</>}
      </span>
      <ExplainedVerificationMark level={verification} />
    </span>
  )
}
