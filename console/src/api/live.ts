import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'

/** What happened to a run; the server's `LiveEvent`. */
export interface LiveEvent {
  kind: 'started' | 'interrupt' | 'error' | 'ended' | 'alert' | 'dropped'
  run_id?: string
  graph?: string
  node?: string
  status?: string
  error_code?: string
  alert?: string
  value?: number
  at?: string
  seq?: number
}

export type Connection = 'connecting' | 'live' | 'lost'

const kinds = ['started', 'interrupt', 'error', 'ended', 'alert', 'dropped'] as const
const keep = 500
const patience = 1_000

/** The one connection to the live feed that all views share. */
class Live {
  private source: EventSource | undefined
  private state: Connection = 'connecting'
  private recent: readonly LiveEvent[] = []
  private readonly watchers = new Set<() => void>()
  private readonly listeners = new Set<(event: LiveEvent) => void>()

  open() {
    if (this.source) return
    this.source = new EventSource('/ops/live')
    this.source.onopen = () => this.become('live')
    this.source.onerror = () => {
      this.become('lost')
      // The browser gives up after a refusal; a server that restarts refuses for a while.
      if (this.source?.readyState !== EventSource.CLOSED) return
      this.close()
      setTimeout(() => this.open(), 2_000)
    }
    for (const kind of kinds) this.source.addEventListener(kind, (event) => event instanceof MessageEvent && this.take(kind, event.data))
  }

  close() {
    this.source?.close()
    this.source = undefined
  }

  readonly watch = (watcher: () => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  readonly connection = () => this.state
  readonly events = () => this.recent

  on(listener: (event: LiveEvent) => void) {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  private take(kind: LiveEvent['kind'], text: string) {
    const event = { ...(JSON.parse(text) as LiveEvent), kind }
    this.recent = [event, ...this.recent].slice(0, keep)
    for (const listener of this.listeners) listener(event)
    this.tell()
  }

  private become(state: Connection) {
    const again = state === 'live' && this.state === 'lost'
    this.state = state
    if (again) for (const listener of this.listeners) listener({ kind: 'dropped' })
    this.tell()
  }

  private tell() {
    for (const watcher of this.watchers) watcher()
  }
}

export const live = new Live()
export const useConnection = () => useSyncExternalStore(live.watch, live.connection)
export const useLiveEvents = () => useSyncExternalStore(live.watch, live.events)

/** What is cached goes stale by what happens: lists at most once in two seconds, so that a busy server is not asked for each event. */
export function useLiveInvalidation(client: QueryClient) {
  useEffect(() => {
    let due: ReturnType<typeof setTimeout> | undefined
    const stop = live.on(() => {
      due ??= setTimeout(() => {
        due = undefined
        for (const name of ['runs', 'counts', 'inbox', 'threads', 'cases', 'alerts']) void client.invalidateQueries({ queryKey: [name] })
      }, 2 * patience)
    })
    return () => {
      stop()
      clearTimeout(due)
    }
  }, [client])
}
