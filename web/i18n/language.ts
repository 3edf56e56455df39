import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'

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
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Not remembered where storage is closed; the page still changes.
  }
}
