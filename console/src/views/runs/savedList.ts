/** A filter of runs under a name, kept in this browser. */
export interface SavedView {
  name: string
  search: string
}

const place = 'baton.runs.views'
const most = 30

export function readViews(): SavedView[] {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '[]') as SavedView[]
  } catch {
    return []
  }
}

export function writeViews(views: SavedView[]): SavedView[] {
  const kept = views.slice(-most)
  localStorage.setItem(place, JSON.stringify(kept))
  return kept
}
