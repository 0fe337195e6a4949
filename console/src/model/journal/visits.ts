import type { Body, Moment, Visit } from './run'

/** A visit's node: its path without the numbers of visits and items. */
export const nodeOf = (visit: string) => visit.replace(/#\d+/g, '').replace(/\[\d+\]/g, '')
const frameOf = (visit: string) => (visit.includes('/') ? visit.slice(0, visit.lastIndexOf('/')) : '')

/** The visits of a run, in the order in which they began. */
export class Visits {
  readonly all: Visit[] = []
  private readonly counts = new Map<string, number>()
  private readonly known = new Map<string, Visit>()

  /** The next visit of a node begins, because what went before leads there. */
  enter(path: string, node: string, moment: Moment) {
    if (!node || node === '__end__') return
    const place = path ? `${path}/${node}` : node
    this.of(`${place}#${(this.counts.get(place) ?? 0) + 1}`, moment)
  }

  /** The visit of this id; branches and items are visits of their own, under the node that they belong to. */
  of(id: string, { seq, at }: Moment): Visit {
    const known = this.known.get(id)
    if (known) return known
    const visit: Visit = {
      id,
      node: nodeOf(id),
      path: frameOf(id),
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
    this.known.set(id, visit)
    this.all.push(visit)
    return visit
  }

  complete(moment: Moment, body: Body): Visit {
    const visit = this.of(body.visit, moment)
    visit.status = 'success'
    visit.patch = body.patch
    visit.next = body.next
    visit.error = undefined
    end(visit, moment)
    return visit
  }

  branch(moment: Moment, body: Body) {
    const visit = this.of(body.visit, moment)
    visit.status = body.error ? 'error' : 'success'
    visit.error = body.error
    end(visit, moment)
  }

  fail(moment: Moment, body: Body) {
    const visit = this.of(body.visit, moment)
    visit.error = body.error
    if (body.retry_at) {
      visit.retries++
      visit.status = 'sleeping'
      return
    }
    visit.status = 'error'
    end(visit, moment)
    if (body.next) this.enter(visit.path, body.next, moment)
  }

  /** What is still open ends with its run. */
  finish(at: number, status: string) {
    for (const visit of this.all) {
      if (visit.endedAt !== undefined) continue
      visit.endedAt = at
      visit.status = status === 'success' ? 'success' : status === 'cancelled' ? 'cancelled' : 'error'
      for (const step of visit.steps) if (step.endedAt === undefined) step.endedAt = at
    }
  }
}

function end(visit: Visit, { seq, at }: Moment) {
  visit.endedAt = at
  visit.endSeq = seq
}
