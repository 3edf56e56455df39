import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { getFile, isFileSettled, watchFile } from '../../api.ts'

/** A browser opens six connections to one host; a season of files must leave some for the form. */
const streamsMax = 2

const keyOf = (fileId: string) => ['files', fileId]

/** Files as they are examined, live for the first unsettled ones and asked now and then for the rest. */
export function useFileViews(fileIds: readonly string[], known: readonly FileView[]): (FileView | undefined)[] {
  const queryClient = useQueryClient()
  const results = useQueries({
    queries: fileIds.map((fileId) => {
      const initial = known.find(({ id }) => id === fileId)
      return {
        queryKey: keyOf(fileId),
        queryFn: () => getFile(fileId),
        ...(initial ? { initialData: initial } : {}),
        staleTime: Number.POSITIVE_INFINITY,
        refetchInterval: ({ state }: { state: { data: FileView | undefined } }) =>
          state.data && isFileSettled(state.data) ? (false as const) : 8000,
      }
    }),
  })
  const views = results.map(({ data }) => data)
  const watched = views
    .filter((view) => view !== undefined && !isFileSettled(view))
    .slice(0, streamsMax)
    .map((view) => view?.id)
    .join(' ')

  useEffect(() => {
    const stops = watched
      .split(' ')
      .filter(Boolean)
      .map((fileId) => watchFile(fileId, (view) => queryClient.setQueryData(keyOf(fileId), view)))
    return () => {
      for (const stop of stops) stop()
    }
  }, [watched, queryClient])

  return views
}
