import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, data, type Schemas } from '../../api/client'
import type { Period } from '../../model/periods'

export type Case = Schemas['OpsCase']

/** Which cases are shown, as the address has it. */
export interface CaseFilter {
  status?: string
  graph?: string
  category?: string
  priority?: string
  agent?: string
  customer?: string
  active?: boolean
}

export const casesQuery = (filter: CaseFilter) =>
  infiniteQueryOptions({
    queryKey: ['cases', filter],
    queryFn: ({ pageParam }) => data(api.GET('/ops/cases', { params: { query: { ...filter, limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })

export const caseQuery = (thread: string) =>
  queryOptions({
    queryKey: ['cases', 'of', thread],
    queryFn: () => data(api.GET('/ops/cases/{thread}', { params: { path: { thread } } })),
  })

export const analyticsQuery = (period: Period, compare: Period | undefined, graph: string | undefined) =>
  queryOptions({
    queryKey: ['analytics', period, compare, graph],
    queryFn: () =>
      data(
        api.GET('/ops/analytics', {
          params: { query: { ...period, graph, ...(compare ? { compare_from: compare.from, compare_to: compare.to } : {}) } },
        }),
      ),
    placeholderData: (last) => last,
    refetchInterval: 60_000,
  })

/** The colour of a case's status. */
export const toneOf = (status: string) =>
  ({
    new: 'running',
    in_progress: 'running',
    waiting_for_customer: 'sleeping',
    escalated: 'error',
    resolved: 'success',
    reopened: 'waiting',
  })[status] ?? 'idle'

export const statuses = ['new', 'in_progress', 'waiting_for_customer', 'escalated', 'reopened', 'resolved']
