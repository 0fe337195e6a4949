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

/** Says something in a call, and listens to the answer as it comes. */
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
    try {
      const response = await fetch('/orchestrate/stream', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'Idempotency-Key': `console/${crypto.randomUUID?.() ?? performance.now()}` },
        body: JSON.stringify({ call_identify_id: call, ...turn }),
      })
      if (!response.ok) throw await errorOf(response)
      for await (const event of eventsOf(response)) {
        now = { ...hears(now, event), asked: now.asked }
        setHeard(now)
      }
      if (now.error) throw new ApiError(200, now.error.code, now.error.message)
    } catch (failure) {
      setError(failure)
    } finally {
      await client.invalidateQueries({ queryKey: ['call-session', call] })
      setBusy(false)
      setHeard({ text: '' })
    }
  }
  return { heard, isBusy, error, say }
}
