import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { WorkDraft, type WorkView } from '../../../../src/domains/works/contract.ts'
import { ApiProblem, getWork, saveDraft } from '../../../api.ts'
import { workQueryKey } from '../use-work.ts'
import { type DraftForm, draftOf, formOf } from './form.ts'
import { forgetLocalCopy, keepLocalCopy, readLocalCopy } from './local-copy.ts'

/** `unreachable` tries again by itself; `conflict` needs the person; `unfit` waits for a field to be mended. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'unreachable' | 'conflict' | 'unfit' | 'refused'

const quietMs = 700
const retryMs = 4000

export const draftVersionOf = (work: WorkView) => work.versions.find(({ state }) => state === 'draft')

/** Keeps the fields and the server's draft together: one request at a time, always the newest fields. */
export function useDraftSaving(work: WorkView, version: NonNullable<ReturnType<typeof draftVersionOf>>) {
  const queryClient = useQueryClient()
  const [form, setForm] = useState<DraftForm>(() => {
    const base = formOf(version)
    return readLocalCopy(work.id, version.revision, base) ?? base
  })
  const [saveState, setSaveState] = useState<SaveState>('saved')
  const [unfitFields, setUnfitFields] = useState<string[]>([])
  const [error, setError] = useState<unknown>(null)
  const newest = useRef(form)
  const revision = useRef(version.revision)
  const saved = useRef(JSON.stringify(draftOf(formOf(version), work.kind)))
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const running = useRef<Promise<void> | null>(null)

  const saveOnce = useCallback(
    async (keepalive: boolean): Promise<void> => {
      const draft = draftOf(newest.current, work.kind)
      const sent = JSON.stringify(draft)
      const shape = WorkDraft.safeParse(draft)
      setUnfitFields(shape.success ? [] : shape.error.issues.map(({ path }) => path.join('.')))
      if (!shape.success) return setSaveState('unfit')
      if (sent === saved.current) return setSaveState('saved')
      setSaveState('saving')
      try {
        const answer = await saveDraft(work.id, { revision: revision.current, draft }, keepalive)
        revision.current = draftVersionOf(answer)?.revision ?? revision.current
        saved.current = sent
        keepLocalCopy(work.id, { revision: revision.current, form: newest.current })
        queryClient.setQueryData(workQueryKey(work.id), answer)
        setSaveState('saved')
      } catch (problem) {
        setError(problem)
        if (!(problem instanceof ApiProblem)) throw problem
        if (problem.code === 'draft_changed_elsewhere') return setSaveState('conflict')
        if (problem.status !== 0 && problem.status < 500) return setSaveState('refused')
        setSaveState('unreachable')
      }
    },
    [work.id, work.kind, queryClient],
  )

  const save = useCallback(
    async (keepalive = false): Promise<void> => {
      clearTimeout(timer.current)
      await running.current
      const run = saveOnce(keepalive).finally(() => {
        if (running.current === run) running.current = null
      })
      running.current = run
      await run
    },
    [saveOnce],
  )

  const change = useCallback(
    (patch: Partial<DraftForm> | ((before: DraftForm) => Partial<DraftForm>)) => {
      const before = newest.current
      newest.current = { ...before, ...(typeof patch === 'function' ? patch(before) : patch) }
      setForm(newest.current)
      keepLocalCopy(work.id, { revision: revision.current, form: newest.current })
      setSaveState((state) => (state === 'conflict' ? state : 'waiting'))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save(), quietMs)
    },
    [save, work.id],
  )

  const reload = useCallback(async () => {
    const answer = await getWork(work.id)
    const fresh = draftVersionOf(answer)
    forgetLocalCopy(work.id)
    queryClient.setQueryData(workQueryKey(work.id), answer)
    if (!fresh) return
    revision.current = fresh.revision
    newest.current = formOf(fresh)
    saved.current = JSON.stringify(draftOf(newest.current, work.kind))
    setForm(newest.current)
    setSaveState('saved')
  }, [work.id, work.kind, queryClient])

  useEffect(() => {
    if (saveState !== 'unreachable') return
    const retry = setTimeout(() => void save(), retryMs)
    return () => clearTimeout(retry)
  }, [saveState, save])

  useEffect(() => {
    const hurry = () => {
      if (document.visibilityState === 'hidden') void save(true)
    }
    document.addEventListener('visibilitychange', hurry)
    return () => {
      document.removeEventListener('visibilitychange', hurry)
      void save(true)
    }
  }, [save])

  /** Saves what is open and tells the revision that is then on the server; null when it could not be saved. */
  const settle = useCallback(async (): Promise<number | null> => {
    await save()
    return JSON.stringify(draftOf(newest.current, work.kind)) === saved.current ? revision.current : null
  }, [save, work.kind])

  return { form, change, saveState, unfitFields, error, reload, settle, save }
}
