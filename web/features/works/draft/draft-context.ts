import { createContext, useContext } from 'react'
import type { FileView } from '../../../../src/domains/files/contract.ts'
import type { WorkView } from '../../../../src/domains/works/contract.ts'
import type { useDraftSaving } from './use-draft-saving.ts'

export interface DraftContextValue extends ReturnType<typeof useDraftSaving> {
  work: WorkView
  /** In the order of `form.files`; undefined until the server told of it. */
  files: (FileView | undefined)[]
}

export const DraftContext = createContext<DraftContextValue | null>(null)

export function useDraft(): DraftContextValue {
  const draft = useContext(DraftContext)
  if (!draft) throw new Error('useDraft needs a DraftLayout above it')
  return draft
}
