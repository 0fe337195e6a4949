import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api/client'
import { texts } from '../texts'

/** What happened, what cures it, and another try. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const known = error instanceof ApiError ? error : undefined
  const message = known
    ? known.status === 403
      ? texts.error.role
      : known.message
    : error instanceof TypeError
      ? texts.error.unreachable
      : String(error)
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={texts.error.title}
      my="sm"
      maw={720}
      mx="auto"
    >
      <Text size="sm">{message}</Text>
      {known?.faults.map((fault) => (
        <Text size="sm" key={fault.where + fault.message}>
          <span className="mono">{fault.where}</span> {fault.message}
        </Text>
      ))}
      <Group mt="xs" gap="sm">
        {retry && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            {texts.error.retry}
          </Button>
        )}
        {known?.code && <span className="mono quiet">{known.code}</span>}
      </Group>
    </Alert>
  )
}

/** In the place of a view that broke. */
export function Broken({ error }: { error: unknown }) {
  return (
    <div className="empty">
      <Text fw={600}>{texts.error.page}</Text>
      <span className="mono">{String(error)}</span>
      <Button variant="default" onClick={() => location.reload()}>
        {texts.error.reload}
      </Button>
    </div>
  )
}

/** Where there is nothing yet: what to do next. */
export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Text size="sm">{text}</Text>
      {children}
    </div>
  )
}
