import type { Change } from '../../model/diff'

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Differences, each at its place: what was, what is. */
export function Changes({ changes }: { changes: Change[] }) {
  return (
    <div data-testid="changes">
      {changes.map((change) => (
        <div className="change" key={change.path}>
          <span className="mono quiet">{change.path}</span>
          {change.kind !== 'added' && (
            <del className="del" style={{ textDecoration: 'none' }}>
              − {shown(change.before)}
            </del>
          )}
          {change.kind !== 'removed' && (
            <ins className="ins" style={{ textDecoration: 'none' }}>
              + {shown(change.after)}
            </ins>
          )}
        </div>
      ))}
    </div>
  )
}
