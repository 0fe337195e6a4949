import { Button, TextInput } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { diffValues } from '../../model/diff'
import type { RunFold } from '../../model/journal/run'
import { duration } from '../../model/timescale'
import { money, number, Status, short } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { Changes } from './Changes'
import { useFold, useRun } from './useRun'

const route = getRouteApi('/console/compare')

/** Two runs side by side: the way they took, and what is different in the end. */
export default function CompareView() {
  const { a, b } = route.useSearch()
  const navigate = route.useNavigate()
  const [other, setOther] = useState('')
  return (
    <div className="view">
      <div className="viewhead">
        <h1>{texts.run.compareTitle}</h1>
      </div>
      {a && b ? (
        <Both a={a} b={b} />
      ) : (
        <form
          className="card"
          style={{ display: 'flex', gap: 8, alignItems: 'flex-end', flexWrap: 'wrap' }}
          onSubmit={(event) => {
            event.preventDefault()
            void navigate({ search: (before) => ({ ...before, [a ? 'b' : 'a']: other.trim() }) })
            setOther('')
          }}
        >
          <TextInput
            label={a ? `${texts.run.compareWith} (${short(a)})` : texts.common.run}
            w={340}
            value={other}
            onChange={(event) => setOther(event.currentTarget.value)}
          />
          <Button type="submit">{texts.run.compare}</Button>
        </form>
      )}
    </div>
  )
}

function Both({ a, b }: { a: string; b: string }) {
  const left = useWhole(a)
  const right = useWhole(b)
  if (left.error ?? right.error) return <Trouble error={left.error ?? right.error} />
  const changes = diffValues(left.fold.states.get('') ?? {}, right.fold.states.get('') ?? {})
  return (
    <div className="grid">
      {[
        { id: a, ...left },
        { id: b, ...right },
      ].map(({ id, fold, status }) => (
        <section className="card c6" key={id} aria-label={id}>
          <h2>
            <Link to="/console/runs/$runId" params={{ runId: id }} search={{} as never}>
              {fold.graph} {short(id)}
            </Link>
            {status && <Status status={status} />}
          </h2>
          <dl className="facts num">
            <dt>{texts.common.took}</dt>
            <dd>{fold.startedAt === undefined ? '–' : duration((fold.endedAt ?? fold.lastAt) - fold.startedAt)}</dd>
            <dt>{texts.run.tokens}</dt>
            <dd>{number(fold.totals.inputTokens + fold.totals.outputTokens)}</dd>
            <dt>{texts.run.cost}</dt>
            <dd>{money(fold.totals.costUsd)}</dd>
          </dl>
          <ol style={{ paddingLeft: 22 }}>
            {fold.visits.slice(0, 300).map((visit) => (
              <li key={visit.id}>
                {visit.id} <Status status={visit.status} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      <section className="card c12">
        <h2>{texts.run.state}</h2>
        {changes.length === 0 ? <p className="quiet">{texts.run.compareSame}</p> : <Changes changes={changes} />}
      </section>
    </div>
  )
}

function useWhole(id: string): { fold: RunFold; status?: string; error: unknown } {
  const { run, entries, journal } = useRun(id)
  const { whole } = useFold(entries, undefined, run.data?.thread_id)
  return { fold: whole, status: run.data?.status, error: run.error ?? journal.error }
}
