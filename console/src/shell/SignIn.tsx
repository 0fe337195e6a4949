import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, data } from '../api/client'
import { texts } from '../texts'
import { Trouble } from './Troubles'

export function SignIn() {
  const [key, setKey] = useState('')
  const client = useQueryClient()
  const signIn = useMutation({
    mutationFn: () => data(api.POST('/console/session', { body: { key } })),
    onSuccess: (session) => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
      client.setQueryData(['session'], session)
    },
  })
  return (
    <main style={{ display: 'grid', placeItems: 'center', minHeight: '100dvh', padding: 16 }}>
      <form
        className="card"
        style={{ width: 'min(400px, 100%)', padding: 26 }}
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate()
        }}
      >
        <Stack gap="md">
          <Title order={1}>{texts.signIn.title}</Title>
          <Text size="sm">{texts.signIn.text}</Text>
          <PasswordInput
            label={texts.signIn.key}
            autoComplete="current-password"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            required
            autoFocus
          />
          {signIn.error && <Trouble error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending}>
            {texts.signIn.go}
          </Button>
        </Stack>
      </form>
    </main>
  )
}
