import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { RunFold } from '../../model/journal/run'
import { duration } from '../../model/timescale'
import { Status } from '../../shell/Parts'
import { Empty } from '../../shell/Troubles'
import { texts } from '../../texts'
import { linesOf } from './lines'

interface Props {
  fold: RunFold
  chosen?: string
  step?: number
  choose: (visit: string, step?: number) => void
}

const rowHeight = 30

/** Visits in their order, and inside them what they called and waited for. */
export function TreePane({ fold, chosen, step, choose }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => linesOf(fold), [fold])
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 16 })
  if (lines.length === 0) return <Empty text={texts.run.nothing} />
  return (
    <div className="scroll sheet" ref={box} tabIndex={0} role="region" aria-label={texts.run.tree} data-testid="tree">
      <div className="rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (!line) return null
          const isChosen = chosen === line.visit && step === line.step
          return (
            <button
              type="button"
              key={item.key}
              className={isChosen ? 'barrow chosen' : 'barrow'}
              style={{ height: rowHeight, transform: `translateY(${item.start}px)`, gridTemplateColumns: 'minmax(0, 1fr) auto 76px' }}
              onClick={() => choose(line.visit, line.step)}
              aria-pressed={isChosen}
            >
              <span className="clip" style={{ paddingLeft: line.depth * 18 }}>
                {line.step !== undefined && (
                  <span className="chip" style={{ marginRight: 8 }}>
                    {line.kind}
                  </span>
                )}
                <span style={{ fontWeight: line.step === undefined ? 560 : 400 }}>{line.label}</span>
                {line.note && (
                  <span className="mono" style={{ color: 'var(--bad)', marginLeft: 8 }}>
                    {line.note}
                  </span>
                )}
              </span>
              <Status status={line.status} />
              <span className="num quiet" style={{ textAlign: 'right' }}>
                {line.endedAt === undefined ? '' : duration(line.endedAt - line.startedAt)}
              </span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
