import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { RunFold } from '../../model/journal/run'
import { duration, timeScale } from '../../model/timescale'
import { Empty } from '../../shell/Troubles'
import { texts } from '../../texts'
import { linesOf } from './lines'

interface Props {
  fold: RunFold
  chosen?: string
  step?: number
  choose: (visit: string, step?: number) => void
}

const rowHeight = 26

/** When each visit and each call began and how long it took, on one scale. */
export function TimelinePane({ fold, chosen, step, choose }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => linesOf(fold), [fold])
  const scale = useMemo(() => timeScale(fold.startedAt ?? fold.lastAt, fold.endedAt ?? fold.lastAt), [fold])
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 16 })
  if (lines.length === 0) return <Empty text={texts.run.nothing} />
  return (
    <div className="scroll sheet" ref={box} tabIndex={0} role="region" aria-label={texts.run.timeline} data-testid="timeline">
      <div className="head barrow" style={{ position: 'sticky', cursor: 'default', gridTemplateColumns: undefined }}>
        <span>{texts.common.node}</span>
        <div className="track" aria-hidden>
          {scale.ticks.map((tick) => (
            <span
              key={tick.at}
              style={{ position: 'absolute', left: `${tick.at * 100}%`, transform: tick.at > 0.94 ? 'translateX(-100%)' : undefined }}
            >
              {tick.label}
            </span>
          ))}
        </div>
        <span>{texts.common.took}</span>
      </div>
      <div className="rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (!line) return null
          const end = line.endedAt ?? fold.lastAt
          const isChosen = chosen === line.visit && step === line.step
          return (
            <button
              type="button"
              key={item.key}
              className={isChosen ? 'barrow chosen' : 'barrow'}
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              onClick={() => choose(line.visit, line.step)}
              aria-pressed={isChosen}
            >
              <span className="clip" style={{ paddingLeft: line.depth * 14, color: line.step === undefined ? undefined : 'var(--quiet)' }}>
                {line.label}
              </span>
              <span className="track">
                <i
                  className={`fill ${line.tone}`}
                  style={{
                    left: `${scale.at(line.startedAt) * 100}%`,
                    width: `${Math.max(0, scale.at(end) - scale.at(line.startedAt)) * 100}%`,
                  }}
                />
              </span>
              <span className="num quiet">{line.endedAt === undefined ? line.status : duration(end - line.startedAt)}</span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
