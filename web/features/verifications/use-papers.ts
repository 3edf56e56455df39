import { useQueries } from '@tanstack/react-query'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { getFile, isFileSettled } from '../../api.ts'

const lookAgainMs = 1500

/** The uploaded pictures, asked again until they are examined. */
export function usePapers(fileIds: readonly string[]): { fileId: string; file: FileView | undefined }[] {
  const results = useQueries({
    queries: fileIds.map((fileId) => ({
      queryKey: ['papers', fileId],
      queryFn: () => getFile(fileId),
      refetchInterval: ({ state }: { state: { data: FileView | undefined } }) =>
        state.data && isFileSettled(state.data) ? (false as const) : lookAgainMs,
    })),
  })
  return fileIds.map((fileId, at) => ({ fileId, file: results[at]?.data }))
}
