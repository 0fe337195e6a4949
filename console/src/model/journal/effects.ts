import type { Body, Members, Moment, Step, Totals, Visit } from './run'

/** The calls of a run. A call that is begun again after a crash is the same call. */
export class Effects {
  private readonly steps = new Map<number, Step>()

  constructor(private readonly totals: Totals) {}

  start(visit: Visit, { seq, at }: Moment, body: Body) {
    visit.status = 'running'
    const kind = body.effect === 'model' || body.effect === 'tool' ? body.effect : 'call'
    const earlier = visit.steps.find((known) => known.kind === kind && known.name === body.name && known.status === 'running')
    const step = earlier ?? { kind, name: body.name, seq, status: 'running', startedAt: at, attempts: 1, request: body.request as Members }
    this.steps.set(seq, step)
    if (earlier) return
    visit.steps.push(step)
    if (kind === 'model') this.totals.modelCalls++
    if (kind === 'tool') this.totals.toolCalls++
  }

  complete(at: number, body: Body) {
    const step = this.steps.get(body.start)
    if (!step) return
    step.status = 'success'
    step.endedAt = at
    step.result = body.result
    step.attempts = body.attempt as number
    step.error = undefined
    if (step.kind !== 'model') return
    const result = body.result as { usage?: { input_tokens?: number; output_tokens?: number }; cost_usd?: number } | null
    this.totals.inputTokens += result?.usage?.input_tokens ?? 0
    this.totals.outputTokens += result?.usage?.output_tokens ?? 0
    this.totals.costUsd += result?.cost_usd ?? 0
  }

  fail(at: number, body: Body) {
    const step = this.steps.get(body.start)
    if (!step) return
    step.error = body.error
    step.attempts = body.attempt as number
    if (body.retry_at) {
      this.totals.retries++
      step.status = 'running'
      return
    }
    step.status = 'error'
    step.endedAt = at
  }
}
