import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/client'

const slot = 300_000
const slots = 12

/** How many runs were accepted in each five minutes of the last hour, and how many of these failed. */
export const throughputQuery = queryOptions({
  queryKey: ['counts', 'throughput'],
  queryFn: async () => {
    const now = Math.ceil(Date.now() / slot) * slot
    const edges = Array.from({ length: slots }, (_, index) => now - (slots - index) * slot)
    return Promise.all(
      edges.map(async (from) => {
        const query = { since: new Date(from).toISOString(), until: new Date(from + slot).toISOString() }
        const counts = ((await data(api.GET('/ops/runs/counts', { params: { query } })))?.counts ?? {}) as Record<string, number>
        const failed = (counts.error ?? 0) + (counts.timeout ?? 0)
        const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
        return {
          time: new Date(from).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
          ended: all - failed,
          failed,
        }
      }),
    )
  },
  staleTime: 10_000,
  refetchInterval: 60_000,
})
