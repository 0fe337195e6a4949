import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { errorOf } from '../../api/client'
import { eventsOf } from '../../api/sse'
import { type Saying, says } from '../../model/saying'

const modes = ['messages-tuple', 'tasks', 'updates']
const query = modes.map((mode) => `stream_mode=${mode}`).join('&')
const patience = 1_200
const tries = 100

export interface Talk {
  saying: Saying
  isBusy: boolean
  isBroken: boolean
  error: unknown
  runId?: string
  send: (text: string) => Promise<void>
  stop: () => void
}

const silent: Saying = { parts: [], facts: {} }

/** Says something on a thread and listens until the run waits or ends, through breaks of the connection as well. */
export function useTalk(assistant: string, thread: string): Talk {
  const client = useQueryClient()
  const [saying, setSaying] = useState<Saying>(silent)
  const [isBusy, setBusy] = useState(false)
  const [isBroken, setBroken] = useState(false)
  const [error, setError] = useState<unknown>()
  const [runId, setRunId] = useState<string>()
  const abort = useRef<AbortController>(undefined)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another thread is another talk
  useEffect(() => {
    setSaying(silent)
    setError(undefined)
    setRunId(undefined)
    return () => abort.current?.abort()
  }, [thread])

  const send = useCallback(
    async (text: string) => {
      const stop = new AbortController()
      abort.current = stop
      setBusy(true)
      setError(undefined)
      let now: Saying = { parts: [], facts: {}, asked: text }
      setSaying(now)
      const heard = { last: undefined as string | undefined, run: undefined as string | undefined }
      const listen = async (response: Response) => {
        if (!response.ok) throw await errorOf(response)
        setBroken(false)
        for await (const event of eventsOf(response)) {
          if (event.id) heard.last = event.id
          if (event.event === 'metadata') {
            heard.run = (JSON.parse(event.data) as { run_id?: string }).run_id ?? heard.run
            setRunId(heard.run)
          }
          if (event.event === 'end') return
          now = says(now, event)
          setSaying(now)
        }
        throw new TypeError('The stream broke off.')
      }
      try {
        await listen(
          await fetch(`/threads/${encodeURIComponent(thread)}/runs/stream`, {
            method: 'POST',
            signal: stop.signal,
            headers: { 'content-type': 'application/json', 'Idempotency-Key': `console/${crypto.randomUUID?.() ?? performance.now()}` },
            body: JSON.stringify({
              assistant_id: assistant,
              if_not_exists: 'create',
              input: { messages: [{ role: 'user', content: text }] },
              stream_mode: modes,
            }),
          }),
        )
      } catch (first) {
        await comeBack(first)
      } finally {
        setBroken(false)
        await client.invalidateQueries({ queryKey: ['thread', thread] })
        void client.invalidateQueries({ queryKey: ['threads'] })
        void client.invalidateQueries({ queryKey: ['runs'] })
        void client.invalidateQueries({ queryKey: ['inbox'] })
        setBusy(false)
        setSaying((before) => ({ ...before, asked: undefined, parts: [] }))
      }

      // What was accepted goes on without anybody listening: a new stream tells what came after the last word that was heard.
      async function comeBack(reason: unknown) {
        let failure = reason
        for (let attempt = 0; attempt < tries; attempt++) {
          if (stop.signal.aborted) return
          if (!(failure instanceof TypeError) || !heard.run) {
            setError(failure)
            return
          }
          setBroken(true)
          await new Promise((done) => setTimeout(done, patience))
          try {
            const headers: Record<string, string> = heard.last ? { 'Last-Event-ID': heard.last } : {}
            const response = await fetch(`/runs/${heard.run}/stream?${query}`, { signal: stop.signal, headers })
            if (response.status >= 500) continue
            await listen(response)
            return
          } catch (again) {
            failure = again
          }
        }
      }
    },
    [assistant, thread, client],
  )
  return { saying, isBusy, isBroken, error, runId, send, stop: () => abort.current?.abort() }
}
