import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, errorOf } from '../../api/client'
import { eventsOf } from '../../api/sse'
import { type CallSession, type Heard, hears } from '../../model/call'

/** What is said in a turn of a call. */
export interface CallTurn {
  account_id: string
  eci: string
  input_message: string
  intent?: string
}

/** A call's session; null where there is none yet. */
export const sessionOf = (call: string) =>
  queryOptions({
    queryKey: ['call-session', call],
    queryFn: async (): Promise<CallSession | null> => {
      const response = await fetch(`/session/${encodeURIComponent(call)}`)
      if (response.status === 404) return null
      if (!response.ok) throw await errorOf(response)
      return (await response.json()) as CallSession
    },
  })

const patience = 1_200
const tries = 100

/** Says something in a call, and listens to the answer as it comes, through breaks of the connection as well. */
export function useCall(call: string) {
  const client = useQueryClient()
  const [heard, setHeard] = useState<Heard & { asked?: string }>({ text: '' })
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const say = async (turn: CallTurn) => {
    setBusy(true)
    setError(undefined)
    let now: Heard & { asked?: string } = { text: '', asked: turn.input_message }
    setHeard(now)
    const listen = async (response: Response) => {
      if (!response.ok) throw await errorOf(response)
      for await (const event of eventsOf(response)) {
        now = { ...hears(now, event), asked: now.asked }
        setHeard(now)
      }
      if (now.error) throw new ApiError(200, now.error.code, now.error.message)
      if (!now.result) throw new TypeError('The stream broke off.')
    }
    try {
      await untilHeard(listen, turn, () => now)
    } catch (failure) {
      setError(failure)
    } finally {
      await client.invalidateQueries({ queryKey: ['call-session', call] })
      setBusy(false)
      setHeard({ text: '' })
    }
  }

  // A turn that was accepted goes on without anybody listening: its stream is taken up behind what was heard last.
  const untilHeard = async (listen: (response: Response) => Promise<void>, turn: CallTurn, heardSoFar: () => Heard) => {
    const key = `console/${crypto.randomUUID?.() ?? performance.now()}`
    for (let attempt = 0; ; attempt++) {
      const { run, last } = heardSoFar()
      try {
        await listen(
          run
            ? await fetch(`/orchestrate/stream/${run}`, { headers: last ? { 'Last-Event-ID': last } : {} })
            : await fetch('/orchestrate/stream', {
                method: 'POST',
                headers: { 'content-type': 'application/json', 'Idempotency-Key': key },
                body: JSON.stringify({ call_identify_id: call, ...turn }),
              }),
        )
        return
      } catch (failure) {
        const isBreak = failure instanceof TypeError || (failure instanceof ApiError && failure.status >= 500)
        if (!isBreak || attempt >= tries) throw failure
        await new Promise((done) => setTimeout(done, patience))
      }
    }
  }
  return { heard, isBusy, error, say }
}
