import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { api, data, type Schemas } from '../../api/client'
import { live } from '../../api/live'
import { readJournal, runQuery } from '../../api/queries'
import { foldJournal } from '../../model/journal/fold'
import type { Members } from '../../model/journal/run'

type Entry = Schemas['OpsEntry']
const none: Entry[] = []
const settle = 120
const patience = 2_000

const isMoving = (status: string | undefined) => status === 'pending' || status === 'running' || status === 'sleeping'

/** A run with its journal, kept up to date: by its own stream while it moves, by the live feed and a look every two seconds otherwise. */
export function useRun(runId: string) {
  const client = useQueryClient()
  const run = useQuery({ ...runQuery(runId), refetchInterval: (query) => (isMoving(query.state.data?.status) ? patience : false) })
  const key = useMemo(() => ['journal', runId], [runId])
  const seq = run.data?.seq ?? 0
  const journal = useQuery({
    queryKey: key,
    queryFn: () => readJournal(runId, client.getQueryData<Entry[]>(key) ?? [], seq),
    enabled: run.isSuccess,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  const entries = journal.data ?? none
  const known = entries.at(-1)?.seq ?? 0
  const behind = run.isSuccess && journal.isSuccess && seq > known
  useEffect(() => {
    if (behind) void client.refetchQueries({ queryKey: key })
  }, [behind, client, key])
  useRunStream(runId, isMoving(run.data?.status))
  return { run, journal, entries }
}

/** Looks again as soon as the run's stream, or the live feed, says that something happened. */
function useRunStream(runId: string, isMoving: boolean) {
  const client = useQueryClient()
  const due = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const look = () => {
      due.current ??= setTimeout(() => {
        due.current = undefined
        void client.refetchQueries({ queryKey: ['run', runId] })
        void client.refetchQueries({ queryKey: ['journal', runId] })
      }, settle)
    }
    const stop = live.on((event) => {
      if (event.run_id === runId || event.kind === 'dropped') look()
    })
    if (!isMoving) return stop
    const source = new EventSource(`/runs/${runId}/stream?stream_mode=tasks&stream_mode=custom`)
    for (const name of ['tasks', 'custom', 'metadata', 'error']) source.addEventListener(name, look)
    // The browser would ask again and again for a stream that has come to its end.
    source.addEventListener('end', () => {
      source.close()
      look()
    })
    return () => {
      stop()
      source.close()
    }
  }, [client, runId, isMoving])
}

/** The state that the run went on from, which its journal only refers to. */
export function useBaseState(thread: string | null | undefined, base: { run: string; seq: number } | undefined): Members | undefined {
  const checkpointId = base ? `${base.run}-${base.seq.toString(16).padStart(8, '0')}` : ''
  const { data: state } = useQuery({
    queryKey: ['base', thread, checkpointId],
    queryFn: () =>
      data(api.GET('/threads/{threadId}/state/{checkpointId}', { params: { path: { threadId: thread ?? '', checkpointId } } })),
    enabled: Boolean(thread && base),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return state?.values as Members | undefined
}

/** The run up to an entry (or as it stands now), on top of the state that it went on from. */
export function useFold(entries: Entry[], until: number | undefined, thread: string | null | undefined) {
  const start = useMemo(() => foldJournal(entries.slice(0, 4)), [entries])
  const base = useBaseState(thread, start.base)
  const whole = useMemo(() => foldJournal(entries, undefined, base), [entries, base])
  const shown = useMemo(() => (until === undefined ? whole : foldJournal(entries, until, base)), [entries, until, base, whole])
  return { whole, shown, base }
}
