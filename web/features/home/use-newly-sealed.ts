import { useQuery } from '@tanstack/react-query'
import { listRegistry } from '../../api.ts'

export function useNewlySealed() {
  const { data } = useQuery({
    queryKey: ['registry', 'newest'],
    queryFn: () => listRegistry({ limit: 6 }),
    staleTime: 60_000,
  })
  return data?.items ?? []
}
