import { useTranslation } from 'react-i18next'

/** Codes such as `member.changed` stand in the word files with `_` for `.`. */
const keyOf = (code: string) => code.replace('.', '_')
/** Those whose first word has a `_` of its own. */
const twoWords = /^(second_factor|recovery_codes)_/
const codeOf = (key: string) => (twoWords.test(key) ? key.replace(twoWords, '$1.') : key.replace('_', '.'))

/** Words for what the code writes; what has no words yet is shown as it is. */
export function useAuditWords() {
  const { t } = useTranslation()
  const actions: Record<string, string> = t('audit.actions', { returnObjects: true })
  // What is done in a case, a claim or a notice has its words there.
  const moves: Record<string, Record<string, string>> = {
    mediation: t('mediation.move', { returnObjects: true }),
    claim: t('claims.acts', { returnObjects: true }),
    notice: t('notices.move', { returnObjects: true }),
  }
  const moveWords = (code: string): string | undefined => {
    const [room = '', move = ''] = code.split('.')
    const words = moves[room]?.[move]
    return words === undefined
      ? undefined
      : t(`audit.rooms.${room as 'mediation' | 'claim' | 'notice'}`, { move: words })
  }
  const fields: Record<string, string> = t('audit.fields', { returnObjects: true })
  const values: Record<string, string> = t('audit.values', { returnObjects: true })
  const ofValue = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('audit.nothing')
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
    if (Array.isArray(value)) return value.map(ofValue).join(', ')
    if (typeof value === 'string') return values[value] ?? value
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return {
    known: Object.keys(actions).map(codeOf),
    ofAction: (code: string) => actions[keyOf(code)] ?? moveWords(code) ?? code,
    ofField: (key: string) => fields[key] ?? key,
    ofValue,
  }
}

/** The known ones, and the one in the address though nobody knows it. */
export const actionCodes = (chosen: string, known: readonly string[]): string[] =>
  chosen === '' || known.includes(chosen) ? [...known] : [chosen, ...known]
