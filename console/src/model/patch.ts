import type { Members } from './journal/run'

/** What a checkpoint changed: members that were set, and items that were appended. */
export interface Patch {
  set?: Members
  append?: Record<string, unknown[]>
}

export function applyPatch(state: Members, patch: Patch | undefined): Members {
  if (!patch) return state
  const next: Members = { ...state, ...patch.set }
  for (const [name, items] of Object.entries(patch.append ?? {})) {
    const before = next[name]
    next[name] = Array.isArray(before) ? [...before, ...items] : items
  }
  return next
}
