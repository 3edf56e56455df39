import { useQuery } from '@tanstack/react-query'
import { getWork } from '../../api.ts'

export const workQueryKey = (workId: string) => ['works', 'one', workId]

export function useWork(workId: string) {
  return useQuery({ queryKey: workQueryKey(workId), queryFn: () => getWork(workId) })
}
