import type { Body, Moment, Step, Visit } from './run'

const passing = ['timer', 'retry', 'child']

/** What the visits of a run wait for. */
export class Tickets {
  private readonly open = new Map<string, { step: Step; visit: Visit }>()

  start(visit: Visit, { seq, at }: Moment, body: Body) {
    const kind = body.kind as Step['kind']
    visit.status = passing.includes(kind) ? 'sleeping' : 'waiting'
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
    this.open.set(body.ticket, { step, visit })
  }

  close(at: number, body: Body) {
    const known = this.open.get(body.ticket)
    if (!known) return
    known.step.status = body.error ? 'error' : body.reason === 'superseded' ? 'cancelled' : 'success'
    known.step.endedAt = at
    known.step.result = body.by ? { value: body.value, by: body.by } : body.value
    known.step.error = body.error
    if (known.visit.endedAt === undefined) known.visit.status = 'running'
  }
}
