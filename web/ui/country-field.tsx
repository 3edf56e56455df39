import { NativeSelect, type NativeSelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../i18n/formats.ts'

/** One of these ISO 3166-1 codes, by its name in the reader's language; `''` while none is chosen. */
export function CountryField({ codes, ...props }: Omit<NativeSelectProps, 'data'> & { codes: readonly string[] }) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const choices = useMemo(() => {
    const collator = new Intl.Collator(i18n.language)
    return codes
      .map((value) => ({ value, label: formats.countryName(value) }))
      .sort((a, b) => collator.compare(a.label, b.label))
  }, [formats, i18n.language, codes])
  return <NativeSelect data={[{ value: '', label: t('countryField.choose') }, ...choices]} {...props} />
}
