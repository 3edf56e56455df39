const digits: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const units: Record<string, number> = { 十: 10, 百: 100 }

/** 十二 → 12, 一百零三 → 103, 二一 → 21. */
function chineseNumber(text: string): number {
  let sum = 0
  let digit: number | null = null
  for (const character of text) {
    const unit = units[character]
    if (unit !== undefined) {
      sum += (digit ?? 1) * unit
      digit = null
    } else digit = (digit ?? 0) * 10 + (digits[character] ?? 0)
  }
  return sum + (digit ?? 0)
}

/** The episode that a file name tells: 第03集, 第十二集, S01E07, EP8, or else its last number. */
export function episodeFromName(name: string): number | null {
  const stem = name.normalize('NFKC').replace(/\.[^.]{1,5}$/, '')
  const arabic =
    /第\s*(\d{1,4})\s*[集话回期]/.exec(stem) ??
    /(?:^|[^a-z])(?:s\d{1,3}\s*)?(?:e|ep|episode)[\s._-]*(\d{1,4})/i.exec(stem)
  if (arabic) return positive(Number(arabic[1]))
  const chinese = /第([零〇一二两三四五六七八九十百]+)[集话回期]/.exec(stem)
  if (chinese?.[1]) return positive(chineseNumber(chinese[1]))
  const numbers = stem.match(/\d+/g)?.filter((number) => number.length <= 3)
  return positive(Number(numbers?.at(-1) ?? 0))
}

const positive = (number: number) => (number > 0 ? number : null)

/** The number in the name, unless it is taken; then the first free one after the highest. */
export function numberFor(name: string, taken: readonly number[]): number {
  const told = episodeFromName(name)
  if (told !== null && !taken.includes(told)) return told
  return Math.max(0, ...taken) + 1
}
