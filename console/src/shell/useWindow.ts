import { useEffect, useState } from 'react'
import { type Window, windowOf } from '../model/window'

/** The rows to draw in a box that scrolls. Rows of one height need no measuring, which is what scrolling through many of them takes. */
export function useWindow(box: HTMLElement | null, count: number, rowHeight: number, overscan: number): Window {
  const [shown, setShown] = useState<Window>({ first: 0, end: 0 })
  useEffect(() => {
    if (!box) return
    let height = box.clientHeight
    const look = () =>
      setShown((before) => {
        const next = windowOf(box.scrollTop, height, rowHeight, count, overscan)
        return next.first === before.first && next.end === before.end ? before : next
      })
    const resized = new ResizeObserver(() => {
      height = box.clientHeight
      look()
    })
    resized.observe(box)
    box.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      resized.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [box, count, rowHeight, overscan])
  return shown
}
