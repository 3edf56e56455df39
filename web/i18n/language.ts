import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { LaterWords } from './words.ts'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const storageKey = 'qianyin.language'

const isLanguage = (value: string | null): value is Language => languages.some((language) => language === value)

function wishedLanguage(): Language {
  const stored = readStored()
  if (isLanguage(stored)) return stored
  for (const wish of navigator.languages) {
    if (/^zh\b/i.test(wish)) return 'zh-CN'
    if (/^en\b/i.test(wish)) return 'en'
  }
  return 'zh-CN'
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

const load = async (language: Language) =>
  language === 'zh-CN' ? (await import('./zh-CN.ts')).zhCN : (await import('./en.ts')).en

const later = {
  verify: { 'zh-CN': () => import('./zh-CN/verify.ts'), en: () => import('./en/verify.ts') },
  desk: { 'zh-CN': () => import('./zh-CN/desk.ts'), en: () => import('./en/desk.ts') },
  tokens: { 'zh-CN': () => import('./zh-CN/tokens.ts'), en: () => import('./en/tokens.ts') },
  notices: { 'zh-CN': () => import('./zh-CN/notices.ts'), en: () => import('./en/notices.ts') },
  mediation: { 'zh-CN': () => import('./zh-CN/mediation.ts'), en: () => import('./en/mediation.ts') },
  packages: { 'zh-CN': () => import('./zh-CN/packages.ts'), en: () => import('./en/packages.ts') },
  claims: { 'zh-CN': () => import('./zh-CN/claims.ts'), en: () => import('./en/claims.ts') },
  audit: { 'zh-CN': () => import('./zh-CN/audit.ts'), en: () => import('./en/audit.ts') },
  market: { 'zh-CN': () => import('./zh-CN/market.ts'), en: () => import('./en/market.ts') },
} satisfies Record<keyof LaterWords, Record<Language, () => Promise<object>>>
const opened = new Set<keyof LaterWords>()

async function add(language: string, group: keyof LaterWords): Promise<void> {
  const words = await later[group][isLanguage(language) ? language : 'zh-CN']()
  i18next.addResourceBundle(language, 'translation', words, true)
}

/** The words of a page that few visitors open, before it is shown; in another language too, once that is chosen. */
export async function loadWords(...groups: (keyof LaterWords)[]): Promise<void> {
  for (const group of groups) opened.add(group)
  await Promise.all(groups.map((group) => add(i18next.language, group)))
}

export async function startLanguage(): Promise<i18n> {
  const language = wishedLanguage()
  const words = await load(language)
  document.documentElement.lang = language
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: words } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  return i18next
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load(language))
  }
  await Promise.all([...opened].map((group) => add(language, group)))
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Not remembered where storage is closed; the page still changes.
  }
}
