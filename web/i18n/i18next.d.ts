import type { FirstWords, LaterWords } from './words.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: FirstWords & LaterWords }
  }
}
