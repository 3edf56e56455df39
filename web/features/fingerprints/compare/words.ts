import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'

/** How sure, in words first and then as a number. */
export function useConfidenceWords() {
  const { t } = useTranslation()
  const formats = useFormats()
  return ({ confidence, identical = false }: { confidence: number; identical?: boolean }): string => {
    if (identical) return t('compare.identical')
    const degree =
      confidence >= 0.95 ? 'certain' : confidence >= 0.8 ? 'likely' : confidence >= 0.6 ? 'possible' : 'weak'
    return t(`compare.confidence.${degree}`, { percent: formats.percentWhole(confidence) })
  }
}

/** `speed:1.25` → "1.25× speed"; an edit that this page does not know yet is shown as the matcher named it. */
export function useEditWords() {
  const { t } = useTranslation()
  const formats = useFormats()
  const known: Record<string, string> = t('compare.edit', { returnObjects: true })
  return (edit: string): string => {
    const [name = edit, value] = edit.split(':')
    const number = Number(value)
    if (name === 'speed' && Number.isFinite(number)) return t('compare.editSpeed', { times: formats.decimal(number) })
    if (name === 'rotated' && Number.isFinite(number)) return t('compare.editRotated', { degrees: number })
    if (name === 'pitch' && Number.isFinite(number))
      return t('compare.editPitch', { semitones: formats.signed(number) })
    return known[name] ?? edit
  }
}
