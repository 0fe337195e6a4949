import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { Entry } from '../../model/journal/run'
import { texts } from '../../texts'

const rowHeight = 28

/** Every entry as it was written. Choosing one shows the run as it stood then. */
export function JournalPane({ entries, until, go }: { entries: Entry[]; until?: number; go: (at: number) => void }) {
  const box = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: entries.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 16 })
  return (
    <div className="scroll sheet" ref={box} tabIndex={0} role="region" aria-label={texts.run.journal} data-testid="journal">
      <div className="rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const entry = entries[item.index]
          if (!entry) return null
          return (
            <button
              type="button"
              key={item.key}
              className={until === entry.seq ? 'barrow chosen' : 'barrow'}
              style={{
                height: rowHeight,
                transform: `translateY(${item.start}px)`,
                gridTemplateColumns: '52px 140px minmax(0, 1fr)',
                opacity: until !== undefined && entry.seq > until ? 0.6 : 1,
              }}
              onClick={() => go(entry.seq)}
            >
              <span className="num quiet">{entry.seq}</span>
              <span>{entry.kind}</span>
              <span className="mono quiet clip">{JSON.stringify(entry.body)}</span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
