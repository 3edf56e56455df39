import { useEffect, useState } from 'react'
import { z } from 'zod'

const RequestDraft = z.object({
  isChinese: z.boolean(),
  legalName: z.string(),
  number: z.string(),
  country: z.string(),
  website: z.string(),
  fileIds: z.array(z.string()),
})
export type RequestDraft = z.infer<typeof RequestDraft>

const keyFor = (organisationId: string) => `qianyin.verification.${organisationId}`

/** What is filled in lasts as long as the tab, also over a reload. */
export function useRequestDraft(organisationId: string, fresh: RequestDraft) {
  const key = keyFor(organisationId)
  const [draft, setDraft] = useState(() => read(key) ?? fresh)
  useEffect(() => {
    try {
      sessionStorage.setItem(key, JSON.stringify(draft))
    } catch {
      // Where storage is closed the draft lives as long as the page.
    }
  }, [key, draft])
  const forget = () => sessionStorage.removeItem(key)
  return { draft, setDraft, forget }
}

function read(key: string): RequestDraft | null {
  try {
    return RequestDraft.parse(JSON.parse(sessionStorage.getItem(key) ?? ''))
  } catch {
    return null
  }
}
