import type { Schemas } from '../../api/client'
import type { Patch } from '../patch'

export type Entry = Schemas['OpsEntry']
export type Members = Record<string, unknown>
export type VisitStatus = 'running' | 'waiting' | 'sleeping' | 'success' | 'error' | 'cancelled'

/** A failure as the journal keeps it. */
export interface Failure {
  code: string
  type?: string
  message: string
}

/** Something that a visit did or waited for. */
export interface Step {
  kind: 'model' | 'tool' | 'call' | 'approval' | 'timer' | 'retry' | 'event' | 'child' | 'breakpoint' | 'branch'
  name: string
  seq: number
  status: VisitStatus
  startedAt: number
  endedAt?: number
  attempts: number
  request?: Members
  result?: unknown
  error?: Failure
  ticket?: string
  child?: string
}

/** One visit of a node. */
export interface Visit {
  id: string
  node: string
  path: string
  depth: number
  seq: number
  endSeq?: number
  status: VisitStatus
  startedAt: number
  endedAt?: number
  retries: number
  steps: Step[]
  patch?: Patch
  next?: string
  error?: Failure
  guardrails: { name: string; value: unknown }[]
}

/** What a run has used. */
export interface Totals {
  modelCalls: number
  toolCalls: number
  inputTokens: number
  outputTokens: number
  costUsd: number
  retries: number
}

/** A run as its journal tells it, up to some entry. */
export interface RunFold {
  graph: string
  input: unknown
  output: unknown
  error?: Failure
  status?: string
  reason?: string
  startedAt?: number
  endedAt?: number
  visits: Visit[]
  /** By frame: the state of the run's own graph lies under ''. */
  states: Map<string, Members>
  base?: { run: string; seq: number }
  forkOf?: { run: string; seq: number }
  repairs: number
  lastSeq: number
  lastAt: number
  totals: Totals
}

/** What bodies of entries say, as far as the fold reads them. */
export interface Body extends Members {
  visit: string
  path: string
  first: string
  next: string
  name: string
  start: number
  patch?: Patch
  error?: Failure
  ticket: string
}

/** Where an entry stands. */
export interface Moment {
  seq: number
  at: number
}
