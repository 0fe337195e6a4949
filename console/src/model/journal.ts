import type { Schemas } from '../api/client'
import { applyPatch, type Patch } from './patch'

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
  totals: { modelCalls: number; toolCalls: number; inputTokens: number; outputTokens: number; costUsd: number; retries: number }
}

interface Body extends Members {
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

export const nodeOf = (visit: string) => visit.replace(/#\d+/g, '').replace(/\[\d+\]/g, '')
const frameOf = (visit: string) => (visit.includes('/') ? visit.slice(0, visit.lastIndexOf('/')) : '')

/**
 * Folds entries into a run, from the first one up to `until`. It is a pure function of them; `base` is the state that the run went on from, which
 * its journal only refers to.
 */
export function foldJournal(entries: readonly Entry[], until = Number.POSITIVE_INFINITY, base: Members = {}): RunFold {
  const fold = new Folding(base)
  for (const entry of entries) {
    if (entry.seq > until) break
    fold.take(entry)
  }
  return fold.run
}

class Folding {
  readonly run: RunFold = {
    graph: '',
    input: undefined,
    output: undefined,
    visits: [],
    states: new Map(),
    repairs: 0,
    lastSeq: 0,
    lastAt: 0,
    totals: { modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, retries: 0 },
  }

  private readonly counts = new Map<string, number>()
  private readonly open = new Map<string, Visit>()
  private readonly effects = new Map<number, Step>()
  private readonly tickets = new Map<string, { step: Step; visit: Visit }>()

  constructor(private readonly base: Members) {}

  take(entry: Entry) {
    const body = entry.body as Body
    const at = Date.parse(entry.at)
    this.run.lastSeq = entry.seq
    this.run.lastAt = at
    switch (entry.kind) {
      case 'run_started':
        this.run.graph = body.graph as string
        this.run.input = body.input
        this.run.forkOf = body.from as RunFold['forkOf']
        break
      case 'run_claimed':
        this.run.repairs++
        break
      case 'frame_started':
        this.begin(entry.seq, at, body)
        break
      case 'checkpoint':
        this.complete(entry.seq, at, body)
        break
      case 'branch_completed':
        this.branch(entry.seq, at, body)
        break
      case 'node_failed':
        this.fail(entry.seq, at, body)
        break
      case 'effect_started':
        this.call(entry.seq, at, body)
        break
      case 'effect_completed':
        this.answer(at, body)
        break
      case 'effect_failed':
        this.callFailed(at, body)
        break
      case 'value_recorded':
        if (body.name.startsWith('record.guardrails'))
          this.visitOf(body.visit, entry.seq, at).guardrails.push({ name: body.name.slice(18), value: body.value })
        break
      case 'ticket_opened':
        this.wait(entry.seq, at, body)
        break
      case 'ticket_closed':
        this.came(at, body)
        break
      case 'state_edited':
        this.run.base = body.base as RunFold['base']
        this.run.states.set('', applyPatch(body.whole ? {} : this.base, body.patch))
        break
      case 'snapshot':
        this.run.states.set('', body.state as Members)
        break
      case 'run_finished':
        this.finish(at, body)
        break
    }
  }

  private begin(seq: number, at: number, body: Body) {
    const from = body.path === '' ? this.base : {}
    if (body.path === '') {
      this.run.startedAt = at
      this.run.base = body.base as RunFold['base']
    }
    this.run.states.set(body.path, applyPatch(body.whole ? {} : from, body.patch))
    this.enter(body.path, body.first, seq, at)
  }

  private enter(path: string, node: string, seq: number, at: number) {
    if (!node || node === '__end__') return
    const place = path ? `${path}/${node}` : node
    this.visitOf(`${place}#${(this.counts.get(place) ?? 0) + 1}`, seq, at)
  }

  /** The visit of this id; branches and items are visits of their own, under the node that they belong to. */
  private visitOf(id: string, seq: number, at: number): Visit {
    const known = this.open.get(id)
    if (known) return known
    const path = frameOf(id)
    const visit: Visit = {
      id,
      node: nodeOf(id),
      path,
      depth: id.split('/').length - 1,
      seq,
      status: 'running',
      startedAt: at,
      retries: 0,
      steps: [],
      guardrails: [],
    }
    const numbered = /^(.*)#(\d+)$/.exec(id)
    if (numbered) this.counts.set(numbered[1] as string, Number(numbered[2]))
    this.open.set(id, visit)
    this.run.visits.push(visit)
    return visit
  }

  private complete(seq: number, at: number, body: Body) {
    const visit = this.visitOf(body.visit, seq, at)
    visit.status = 'success'
    visit.endedAt = at
    visit.endSeq = seq
    visit.patch = body.patch
    visit.next = body.next
    visit.error = undefined
    if (body.patch) this.run.states.set(visit.path, applyPatch(this.run.states.get(visit.path) ?? {}, body.patch))
    this.enter(visit.path, body.next, seq, at)
  }

  private branch(seq: number, at: number, body: Body) {
    const visit = this.visitOf(body.visit, seq, at)
    visit.status = body.error ? 'error' : 'success'
    visit.error = body.error
    visit.endedAt = at
    visit.endSeq = seq
  }

  private fail(seq: number, at: number, body: Body) {
    const visit = this.visitOf(body.visit, seq, at)
    visit.error = body.error
    if (body.retry_at) {
      visit.retries++
      this.run.totals.retries++
      visit.status = 'sleeping'
      return
    }
    visit.status = 'error'
    visit.endedAt = at
    visit.endSeq = seq
    if (body.next) this.enter(visit.path, body.next, seq, at)
  }

  private call(seq: number, at: number, body: Body) {
    const visit = this.visitOf(body.visit, seq, at)
    visit.status = 'running'
    const kind = body.effect === 'model' || body.effect === 'tool' ? body.effect : 'call'
    const step: Step = { kind, name: body.name, seq, status: 'running', startedAt: at, attempts: 1, request: body.request as Members }
    const earlier = visit.steps.find((known) => known.kind === kind && known.name === body.name && known.status === 'running')
    if (earlier) {
      this.effects.set(seq, earlier)
      return
    }
    visit.steps.push(step)
    this.effects.set(seq, step)
    if (kind === 'model') this.run.totals.modelCalls++
    if (kind === 'tool') this.run.totals.toolCalls++
  }

  private answer(at: number, body: Body) {
    const step = this.effects.get(body.start)
    if (!step) return
    step.status = 'success'
    step.endedAt = at
    step.result = body.result
    step.attempts = body.attempt as number
    step.error = undefined
    if (step.kind !== 'model') return
    const result = body.result as { usage?: { input_tokens?: number; output_tokens?: number }; cost_usd?: number } | null
    this.run.totals.inputTokens += result?.usage?.input_tokens ?? 0
    this.run.totals.outputTokens += result?.usage?.output_tokens ?? 0
    this.run.totals.costUsd += result?.cost_usd ?? 0
  }

  private callFailed(at: number, body: Body) {
    const step = this.effects.get(body.start)
    if (!step) return
    step.error = body.error
    step.attempts = body.attempt as number
    if (body.retry_at) {
      this.run.totals.retries++
      step.status = 'running'
      return
    }
    step.status = 'error'
    step.endedAt = at
  }

  private wait(seq: number, at: number, body: Body) {
    const visit = this.visitOf(body.visit, seq, at)
    const kind = body.kind as Step['kind']
    const sleeps = kind === 'timer' || kind === 'retry' || kind === 'child'
    visit.status = sleeps ? 'sleeping' : 'waiting'
    const step: Step = {
      kind,
      name: body.name,
      seq,
      status: visit.status,
      startedAt: at,
      attempts: 1,
      request: body.value === undefined ? undefined : { question: body.value, schema: body.schema },
      ticket: body.ticket,
      child: body.child as string | undefined,
    }
    visit.steps.push(step)
    this.tickets.set(body.ticket, { step, visit })
  }

  private came(at: number, body: Body) {
    const known = this.tickets.get(body.ticket)
    if (!known) return
    known.step.status = body.error ? 'error' : body.reason === 'superseded' ? 'cancelled' : 'success'
    known.step.endedAt = at
    known.step.result = body.by ? { value: body.value, by: body.by } : body.value
    known.step.error = body.error
    if (known.visit.endedAt === undefined) known.visit.status = 'running'
  }

  private finish(at: number, body: Body) {
    this.run.status = body.status as string
    this.run.output = body.output
    this.run.error = body.error
    this.run.reason = body.reason as string | undefined
    this.run.endedAt = at
    for (const visit of this.run.visits) {
      if (visit.endedAt !== undefined) continue
      visit.endedAt = at
      visit.status = body.status === 'success' ? 'success' : body.status === 'cancelled' ? 'cancelled' : 'error'
      for (const step of visit.steps) if (step.endedAt === undefined) step.endedAt = at
    }
  }
}

/** What a graph's drawing shows of a run: by node, how often it was visited and how its last visit stands. */
export function nodeHeat(fold: RunFold): Map<string, { visits: number; status: VisitStatus; ms: number }> {
  const heat = new Map<string, { visits: number; status: VisitStatus; ms: number }>()
  for (const visit of fold.visits) {
    const before = heat.get(visit.node)
    heat.set(visit.node, {
      visits: (before?.visits ?? 0) + 1,
      status: visit.status,
      ms: (before?.ms ?? 0) + Math.max(0, (visit.endedAt ?? fold.lastAt) - visit.startedAt),
    })
  }
  return heat
}
