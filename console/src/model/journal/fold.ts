import { applyPatch } from '../patch'
import { Effects } from './effects'
import type { Body, Entry, Members, Moment, RunFold, Totals } from './run'
import { Tickets } from './tickets'
import { Visits } from './visits'

const guardrails = 'record.guardrails.'

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
  readonly run: RunFold
  private readonly visits = new Visits()
  private readonly tickets = new Tickets()
  private readonly effects: Effects

  constructor(private readonly base: Members) {
    const totals: Totals = { modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, retries: 0 }
    this.effects = new Effects(totals)
    this.run = {
      graph: '',
      input: undefined,
      output: undefined,
      visits: this.visits.all,
      states: new Map(),
      repairs: 0,
      lastSeq: 0,
      lastAt: 0,
      totals,
    }
  }

  take(entry: Entry) {
    const body = entry.body as Body
    const moment = { seq: entry.seq, at: Date.parse(entry.at) }
    this.run.lastSeq = moment.seq
    this.run.lastAt = moment.at
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
        this.begin(moment, body)
        break
      case 'checkpoint':
        this.complete(moment, body)
        break
      case 'branch_completed':
        this.visits.branch(moment, body)
        break
      case 'node_failed':
        if (body.retry_at) this.run.totals.retries++
        this.visits.fail(moment, body)
        break
      case 'effect_started':
        this.effects.start(this.visits.of(body.visit, moment), moment, body)
        break
      case 'effect_completed':
        this.effects.complete(moment.at, body)
        break
      case 'effect_failed':
        this.effects.fail(moment.at, body)
        break
      case 'value_recorded':
        if (body.name.startsWith(guardrails))
          this.visits.of(body.visit, moment).guardrails.push({ name: body.name.slice(guardrails.length), value: body.value })
        break
      case 'ticket_opened':
        this.tickets.start(this.visits.of(body.visit, moment), moment, body)
        break
      case 'ticket_closed':
        this.tickets.close(moment.at, body)
        break
      case 'state_edited':
        this.run.base = body.base as RunFold['base']
        this.run.states.set('', applyPatch(body.whole ? {} : this.base, body.patch))
        break
      case 'snapshot':
        this.run.states.set('', body.state as Members)
        break
      case 'run_finished':
        this.finish(moment.at, body)
        break
    }
  }

  private begin(moment: Moment, body: Body) {
    const from = body.path === '' ? this.base : {}
    if (body.path === '') {
      this.run.startedAt = moment.at
      this.run.base = body.base as RunFold['base']
    }
    this.run.states.set(body.path, applyPatch(body.whole ? {} : from, body.patch))
    this.visits.enter(body.path, body.first, moment)
  }

  private complete(moment: Moment, body: Body) {
    const visit = this.visits.complete(moment, body)
    if (body.patch) this.run.states.set(visit.path, applyPatch(this.run.states.get(visit.path) ?? {}, body.patch))
    this.visits.enter(visit.path, body.next, moment)
  }

  private finish(at: number, body: Body) {
    this.run.status = body.status as string
    this.run.output = body.output
    this.run.error = body.error
    this.run.reason = body.reason as string | undefined
    this.run.endedAt = at
    this.visits.finish(at, body.status as string)
  }
}
