import { queryOptions } from '@tanstack/react-query'
import { getOutbox } from '../../../api.ts'

/** Answers on a development machine alone. */
export const outboxQuery = queryOptions({ queryKey: ['outbox'], queryFn: getOutbox, staleTime: 0 })
