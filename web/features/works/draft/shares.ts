const whole = 10_000

/** `33.33` → 3333; null while it is not a percentage with at most two decimals. */
export function basisPointsOf(percent: string): number | null {
  const text = percent
    .trim()
    .replace(/[%％]$/, '')
    .replace('。', '.')
    .trim()
  const parts = /^(\d{1,3})(?:\.(\d{0,2}))?$/.exec(text)
  if (!parts) return null
  const basisPoints = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'))
  return basisPoints <= whole ? basisPoints : null
}

export const percentText = (basisPoints: number): string => (basisPoints / 100).toFixed(2).replace(/\.?0+$/, '')

/** As even as whole basis points allow; the first ones take what is left: 33.34, 33.33, 33.33. */
export function evenShares(count: number): number[] {
  const each = Math.floor(whole / count)
  const left = whole - each * count
  return Array.from({ length: count }, (_, i) => each + (i < left ? 1 : 0))
}

export const sumOfShares = (percents: readonly string[]): number =>
  percents.reduce((sum, percent) => sum + (basisPointsOf(percent) ?? 0), 0)

export const isWhole = (basisPoints: number): boolean => basisPoints === whole
