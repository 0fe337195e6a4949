import { queryOptions, useQuery } from '@tanstack/react-query'
import { parseMetrics } from '../model/metrics'
import { api, data, errorOf, type Schemas } from './client'

const second = 1_000

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => data(api.GET('/console/session')),
  staleTime: Number.POSITIVE_INFINITY,
})

export function useSession() {
  const { data: session } = useQuery(sessionQuery)
  const has = (...roles: string[]) => session?.roles?.some((role) => role === 'admin' || roles.includes(role)) ?? false
  return {
    session,
    /** Whether the server has something under /ops. */
    offers: (feature: string) => session?.features?.includes(feature) ?? false,
    operates: has('operator'),
    administers: has(),
    runs: has('operator', 'client'),
  }
}

export interface RunFilter {
  status?: string
  graph?: string
  pool?: string
  code?: string
  q?: string
  since?: string
  /** With one of these the dearest runs are listed instead of the newest. */
  agent?: string
  cost?: number
}

const spans: Record<string, number> = { hour: 3_600, day: 86_400, week: 604_800 }

/** The server's filter. A span counts from the full minute, so that the same view asks the same question. */
export function filterOf({ code, since, agent: _, cost: __, ...filter }: RunFilter) {
  const span = since ? spans[since] : undefined
  const from = span ? new Date(Math.floor(Date.now() / 60_000) * 60_000 - span * second).toISOString() : undefined
  return { ...filter, error_code: code, since: from ?? (since && !span ? since : undefined) }
}

export const pageSize = 500

/** A page of runs, and the run after which the next page begins. */
export async function runPage(filter: RunFilter, after?: string): Promise<{ runs: Schemas['OpsRun'][]; next?: string }> {
  const { data: runs, response } = await api.GET('/ops/runs', { params: { query: { ...filterOf(filter), limit: pageSize, after } } })
  return { runs: runs ?? [], next: response.headers.get('X-Pagination-Next') ?? undefined }
}

export const countsQuery = (filter: RunFilter) =>
  queryOptions({ queryKey: ['counts', filter], queryFn: () => data(api.GET('/ops/runs/counts', { params: { query: filterOf(filter) } })) })

export const runQuery = (runId: string) =>
  queryOptions({ queryKey: ['run', runId], queryFn: () => data(api.GET('/ops/runs/{runId}', { params: { path: { runId } } })) })

const journalPage = 1_000

async function journalFrom(runId: string, after: number): Promise<Schemas['OpsEntry'][]> {
  return (await data(api.GET('/ops/runs/{runId}/journal', { params: { path: { runId }, query: { after, limit: journalPage } } }))) ?? []
}

/** The whole journal: what is known stays, what came since is fetched, long ones in several pages at once. */
export async function readJournal(runId: string, known: Schemas['OpsEntry'][], upTo: number): Promise<Schemas['OpsEntry'][]> {
  const last = known.at(-1)?.seq ?? 0
  const starts = [last]
  for (let start = last + journalPage; start < upTo; start += journalPage) starts.push(start)
  const pages = await Promise.all(starts.map((start) => journalFrom(runId, start)))
  const fresh = pages.flat()
  let page = pages.at(-1)
  while (page && page.length === journalPage) {
    page = await journalFrom(runId, page.at(-1)?.seq ?? 0)
    fresh.push(...page)
  }
  return fresh.length === 0 ? known : [...known, ...fresh.filter((entry) => entry.seq > last)]
}

export const explainQuery = (runId: string, seq: number) =>
  queryOptions({
    queryKey: ['explain', runId, seq],
    queryFn: () => data(api.GET('/ops/runs/{runId}/explain', { params: { path: { runId } } })),
    placeholderData: (before) => before,
  })

export const callQuery = (runId: string, seq: number) =>
  queryOptions({
    queryKey: ['call', runId, seq],
    queryFn: () => data(api.GET('/ops/runs/{runId}/calls/{seq}', { params: { path: { runId, seq } } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Whether a rehearsal played a model's part anywhere in a run. */
export const rehearsedQuery = (runId: string) =>
  queryOptions({
    queryKey: ['rehearsed', runId],
    queryFn: async () => {
      const tree = await data(api.GET('/ops/runs/{runId}/tree', { params: { path: { runId }, query: { depth: 2, max: 2_000 } } }))
      return JSON.stringify(tree).includes('"rehearsal":true')
    },
  })

export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: () => data(api.GET('/ops/inbox', { params: { query: { limit: 500 } } })),
  // Whom a question is given to is no event of its run.
  refetchInterval: 15 * second,
})

export const assistantsQuery = queryOptions({
  queryKey: ['assistants'],
  queryFn: () => data(api.POST('/assistants/search', { body: { limit: 1_000 } as Schemas['AssistantSearch'] })),
  staleTime: 60 * second,
})

export const drawingQuery = (graph: string) =>
  queryOptions({
    queryKey: ['drawing', graph],
    queryFn: () => data(api.GET('/assistants/{assistantId}/graph', { params: { path: { assistantId: graph }, query: { xray: '1' } } })),
    staleTime: 60 * second,
    retry: false,
  })

export const schemasQuery = (graph: string) =>
  queryOptions({
    queryKey: ['schemas', graph],
    queryFn: () => data(api.GET('/assistants/{assistantId}/schemas', { params: { path: { assistantId: graph } } })),
    staleTime: 60 * second,
    retry: false,
  })

export const poolsQuery = queryOptions({ queryKey: ['pools'], queryFn: () => data(api.GET('/ops/pools')), refetchInterval: 5 * second })
export const circuitsQuery = queryOptions({
  queryKey: ['circuits'],
  queryFn: () => data(api.GET('/ops/circuits')),
  refetchInterval: 5 * second,
})
export const infoQuery = queryOptions({ queryKey: ['info'], queryFn: () => data(api.GET('/info')), staleTime: 60 * second })
export const killQuery = queryOptions({
  queryKey: ['kill'],
  queryFn: () => data(api.GET('/ops/kill-switch')),
  refetchInterval: 10 * second,
})

export const readyQuery = queryOptions({
  queryKey: ['ready'],
  queryFn: async () => {
    const response = await fetch('/ready')
    return (await response.json()) as Schemas['ReadyResponse']
  },
  refetchInterval: 5 * second,
})

export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: async () => {
    const response = await fetch('/metrics')
    if (!response.ok) throw await errorOf(response)
    return parseMetrics(await response.text())
  },
  refetchInterval: 10 * second,
})

export const costsQuery = (by: string, days: number) =>
  queryOptions({
    queryKey: ['costs', by, days],
    queryFn: () => {
      const from = new Date(Date.now() - (days - 1) * 86_400 * second).toISOString().slice(0, 10)
      return data(api.GET('/ops/costs', { params: { query: { by, from, limit: 500 } } }))
    },
    refetchInterval: 30 * second,
  })

export const promptsQuery = queryOptions({ queryKey: ['prompts'], queryFn: () => data(api.GET('/ops/prompts')) })
export const promptQuery = (agent: string) =>
  queryOptions({ queryKey: ['prompts', agent], queryFn: () => data(api.GET('/ops/prompts/{agent}', { params: { path: { agent } } })) })
export const promptHistoryQuery = (agent: string) =>
  queryOptions({
    queryKey: ['prompts', agent, 'history'],
    queryFn: () => data(api.GET('/ops/prompts/{agent}/history', { params: { path: { agent } } })),
  })

export const threadsQuery = queryOptions({
  queryKey: ['threads'],
  queryFn: () => data(api.POST('/threads/search', { body: { limit: 100 } as unknown as Schemas['ThreadSearch'] })),
})

/** A thread's state, or null where there is no such thread yet: it is looked for first, because asking for what is not there is an error. */
export const threadStateQuery = (thread: string) =>
  queryOptions({
    queryKey: ['thread', thread],
    queryFn: async () => {
      const found = await data(
        api.POST('/threads/search', { body: { ids: [thread], limit: 1, select: ['thread_id'] } as unknown as Schemas['ThreadSearch'] }),
      )
      if (!found || found.length === 0) return null
      return (await data(api.GET('/threads/{threadId}/state', { params: { path: { threadId: thread } } }))) ?? null
    },
  })

export const threadRunsQuery = (thread: string) =>
  queryOptions({
    queryKey: ['runs', 'of', thread],
    queryFn: () => data(api.GET('/ops/runs', { params: { query: { thread, limit: 50 } } })),
  })
