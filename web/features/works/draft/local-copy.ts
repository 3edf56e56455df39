import type { DraftForm } from './form.ts'

/** The fields as typed, kept on this device beside the server's draft: half-typed rows survive a closed page. */
interface LocalCopy {
  revision: number
  form: DraftForm
}

const keyOf = (workId: string) => `qianyin.draft.${workId}`

export function keepLocalCopy(workId: string, copy: LocalCopy): void {
  try {
    localStorage.setItem(keyOf(workId), JSON.stringify(copy))
  } catch {
    // Full or closed storage costs only half-typed rows; whole ones are on the server.
  }
}

export function forgetLocalCopy(workId: string): void {
  try {
    localStorage.removeItem(keyOf(workId))
  } catch {
    // Nothing was kept then.
  }
}

/** Only a copy of the very revision that the server has; an older one would undo what was saved elsewhere. */
export function readLocalCopy(workId: string, revision: number, base: DraftForm): DraftForm | null {
  try {
    const stored: Partial<LocalCopy> | null = JSON.parse(localStorage.getItem(keyOf(workId)) ?? 'null')
    return stored?.revision === revision && stored.form ? { ...base, ...stored.form } : null
  } catch {
    return null
  }
}
