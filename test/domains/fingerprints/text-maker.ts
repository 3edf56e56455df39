/** Invented texts: words drawn as in real ones, a few often and most seldom, and no text like another. */
export const randomOf = (seed: number) => {
  let state = seed | 0
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

type Language = 'zh' | 'en'

const vocabularyOf = (language: Language): string[] => {
  const random = randomOf(language === 'zh' ? 11 : 12)
  const syllables = ['ba', 'kor', 'len', 'mi', 'tas', 'ven', 'dor', 'shu', 'pel', 'gra', 'nic', 'ow', 'est', 'ful']
  return Array.from({ length: 3000 }, () =>
    language === 'zh'
      ? Array.from({ length: random() < 0.3 ? 1 : 2 }, () =>
          String.fromCodePoint(0x4e00 + Math.floor(random() ** 2 * 6000)),
        ).join('')
      : Array.from({ length: 1 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * 14)]).join(''),
  )
}

const vocabularies: Record<Language, string[]> = { zh: vocabularyOf('zh'), en: vocabularyOf('en') }

const word = (language: Language, random: () => number): string =>
  vocabularies[language][Math.floor(random() ** 3 * 3000)] ?? ''

/** One paragraph of `sentences` sentences. */
const paragraph = (language: Language, random: () => number, sentences: number): string =>
  Array.from({ length: sentences }, () => {
    const words = Array.from({ length: 6 + Math.floor(random() * 8) }, () => word(language, random))
    return language === 'zh' ? `${words.join('')}。` : `${words.join(' ')}. `
  }).join('')

export const textOf = (language: Language, seed: number, paragraphs: number): string => {
  const random = randomOf(seed)
  return Array.from({ length: paragraphs }, () => paragraph(language, random, 4)).join('\n')
}

/** Every so many words another one. */
export const substituted = (text: string, language: Language, share: number, seed: number): string => {
  const random = randomOf(seed)
  return text.replace(language === 'zh' ? /\p{Script=Han}{1,2}/gu : /[a-z]+/g, (one) =>
    random() < share ? word(language, random) : one,
  )
}

/** Characters misread, lost and doubled. */
export const scanned = (text: string, language: Language, share: number, seed: number): string => {
  const random = randomOf(seed)
  return [...text]
    .map((one) => {
      if (random() >= share || !/\p{L}/u.test(one)) return one
      const kind = random()
      return kind < 0.25 ? '' : kind < 0.5 ? one + one : (word(language, random)[0] ?? one)
    })
    .join('')
}
