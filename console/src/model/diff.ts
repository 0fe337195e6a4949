import type { Members } from './journal/run'

/** A difference of two values, at a place such as `messages.2.content`. */
export interface Change {
  path: string
  kind: 'added' | 'removed' | 'changed'
  before?: unknown
  after?: unknown
}

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null

/** Every difference, in the order of the members; equal parts are left out. */
export function diffValues(before: unknown, after: unknown, path = ''): Change[] {
  if (Object.is(before, after)) return []
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => {
      const place = path ? `${path}.${name}` : name
      if (!(name in before)) return [{ path: place, kind: 'added' as const, after: after[name] }]
      if (!(name in after)) return [{ path: place, kind: 'removed' as const, before: before[name] }]
      return diffValues(before[name], after[name], place)
    })
  }
  return [{ path, kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed', before, after }]
}

/** A line of two texts side by side. */
export interface Line {
  kind: 'same' | 'added' | 'removed'
  text: string
}

const mostLines = 2_000

/** Lines that were added, removed or stayed (longest common subsequence). Very long texts are shown as one removal and one addition. */
export function diffLines(before: string, after: string): Line[] {
  const a = before.split('\n')
  const b = after.split('\n')
  if (a.length > mostLines || b.length > mostLines) {
    return [...a.map((text) => ({ kind: 'removed' as const, text })), ...b.map((text) => ({ kind: 'added' as const, text }))]
  }
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i++] as string })
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push({ kind: 'removed', text: a[i++] as string })
    else lines.push({ kind: 'added', text: b[j++] as string })
  }
  while (i < a.length) lines.push({ kind: 'removed', text: a[i++] as string })
  while (j < b.length) lines.push({ kind: 'added', text: b[j++] as string })
  return lines
}
