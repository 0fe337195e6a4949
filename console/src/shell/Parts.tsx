import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { duration } from '../model/timescale'
import { texts } from '../texts'

/** A status in its colour; `tone` where its own name is none of the colours. */
export const Status = ({ status, tone }: { status: string; tone?: string }) => (
  <span className={`pill ${tone ?? status}`}>{status.replaceAll('_', ' ')}</span>
)

export function Copy({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? texts.common.copied : label}>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} onClick={copy}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}

/** How long ago, kept up to date. */
export function Ago({ at }: { at: string }) {
  const now = useNow(10_000)
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()} className="num">
      {ago(now - Date.parse(at))}
    </time>
  )
}

export const ago = (ms: number) =>
  ms < 5_000
    ? 'now'
    : `${duration(Math.floor(ms / 1_000) * 1_000)
        .split(' ')
        .slice(0, 2)
        .join(' ')} ago`

export function useNow(every: number) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

export const Json = ({ value, label }: { value: unknown; label?: string }) => (
  <pre className="json" tabIndex={0} role="region" aria-label={label ?? 'JSON'}>
    {typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? texts.common.none)}
  </pre>
)

export const money = (usd: number) =>
  usd === 0
    ? '$0'
    : usd < 0.01
      ? `$${usd.toPrecision(2)}`
      : `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
export const percent = (share: number) => `${(share * 100).toLocaleString('en', { maximumFractionDigits: share < 0.1 ? 1 : 0 })} %`
export const number = (value: number) => value.toLocaleString('en')
export const short = (id: string) => (id.length > 13 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id)
