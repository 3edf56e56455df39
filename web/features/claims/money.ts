import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { decimalsOf } from '../../../src/domains/subsidies/contract.ts'

/** Amounts in fen as the reader writes them, always with the currency and both decimals. */
export function useYuan(): (fen: number) => string {
  const { i18n } = useTranslation()
  return useMemo(() => {
    const format = new Intl.NumberFormat(i18n.language, { style: 'currency', currency: 'CNY' })
    return (fen) => format.format(fen / 100)
  }, [i18n.language])
}

/** What was typed as an amount, in the smallest unit of its currency; null where it is none, or has too many decimals. */
export function minorOf(text: string, currency: string): number | null {
  const decimals = decimalsOf(currency)
  const found = /^(\d{1,10})(?:\.(\d*))?$/.exec(text.replace(/[,，\s]/g, ''))
  const fraction = found?.[2] ?? ''
  if (!found || fraction.length > decimals) return null
  return Number(`${found[1]}${fraction.padEnd(decimals, '0')}`)
}

/** The other way, to be changed. */
export function minorText(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  if (minor === 0) return ''
  const digits = String(minor).padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
