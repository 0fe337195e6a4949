import { memo } from 'react'
import type { Schemas } from '../../api/client'
import { duration } from '../../model/timescale'
import { ago, Status, short } from '../../shell/Parts'
import { texts } from '../../texts'

export const rowHeight = 34
const endings = ['success', 'error', 'cancelled', 'timeout']

interface Props {
  run: Schemas['OpsRun']
  top: number
  now: number
  chosen: boolean
}

/** One of very many: no component of a library in it, and what is clicked in it is found out by the list. */
export const Row = memo(function Row({ run, top, now, chosen }: Props) {
  const created = Date.parse(run.created_at ?? '')
  const ended = endings.includes(run.status)
  return (
    <div className={chosen ? 'row runcols chosen' : 'row runcols'} style={{ height: rowHeight, transform: `translateY(${top}px)` }}>
      <input type="checkbox" data-run={run.run_id} aria-label={`${texts.runs.select} ${run.run_id}`} checked={chosen} readOnly />
      <span className="statuscell">
        <Status status={run.status} />
      </span>
      <a className="plain clip strong" href={`/console/runs/${run.run_id}`} data-run={run.run_id}>
        {run.graph} <span className="quiet">v{run.version}</span>
      </a>
      <span className="clip mono quiet wide">{run.thread_id ? short(run.thread_id) : '–'}</span>
      <span className="clip mono quiet wide">{short(run.run_id)}</span>
      <span className="clip mono wide faulty">{run.error_code}</span>
      <span className="num quiet clip" title={run.created_at}>
        {ago(now - created)}
      </span>
      <span className="num quiet wide">{duration(Math.max(0, (ended ? Date.parse(run.updated_at ?? '') : now) - created))}</span>
    </div>
  )
})
