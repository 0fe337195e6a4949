import { ActionIcon, Button, Popover, Textarea, Tooltip } from '@mantine/core'
import { IconThumbDown, IconThumbDownFilled, IconThumbUp, IconThumbUpFilled } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post, type Schemas } from '../../api/client'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { feedbackQuery, thumb } from './queries'

const longest = 4_000

/** Thumbs and a comment on an answer, kept as feedback on its run; where the run is not certain, on its thread. */
export function AnswerFeedback({ thread, run }: { thread: string; run?: string }) {
  const client = useQueryClient()
  const { data: all } = useQuery(feedbackQuery(thread))
  const [asks, setAsks] = useState<number>()
  const given = all?.find((item) => item.key === thumb && (run ? item.run_id === run : !item.run_id))
  const give = useMutation({
    mutationFn: ({ score, comment }: { score: number; comment: string }) =>
      post<Schemas['OpsFeedbackItem']>(
        '/ops/feedback',
        { ...(run ? { run_id: run } : { thread_id: thread }), key: thumb, score, ...(comment ? { comment } : {}) },
        { 'Idempotency-Key': `console/${crypto.randomUUID?.() ?? performance.now()}` },
      ),
    onSuccess: () => {
      setAsks(undefined)
      void client.invalidateQueries({ queryKey: ['feedback', thread] })
    },
  })
  return (
    <Popover
      opened={asks !== undefined}
      onClose={() => setAsks(undefined)}
      position="bottom-start"
      withRoles={false}
      trapFocus
      withArrow
      shadow="md"
    >
      <Popover.Target>
        <div className="after">
          <Thumb score={1} given={given?.score} choose={setAsks} />
          <Thumb score={0} given={given?.score} choose={setAsks} />
          {given?.comment && <span className="quiet clip">“{given.comment}”</span>}
        </div>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.talk.commentTitle}>
        <Comment
          send={(comment) => give.mutate({ score: asks ?? 1, comment })}
          isPending={give.isPending}
          error={give.error}
          isOfThread={!run}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

const icons = { 1: [IconThumbUp, IconThumbUpFilled], 0: [IconThumbDown, IconThumbDownFilled] } as const

function Thumb({ score, given, choose }: { score: 0 | 1; given?: number; choose: (score: number) => void }) {
  const isGiven = given === score
  const Icon = icons[score][isGiven ? 1 : 0]
  const label = score === 1 ? texts.talk.up : texts.talk.down
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="sm"
        variant="subtle"
        color={isGiven ? undefined : 'gray'}
        aria-label={label}
        aria-pressed={isGiven}
        onClick={() => choose(score)}
      >
        <Icon size={15} />
      </ActionIcon>
    </Tooltip>
  )
}

interface CommentProps {
  send: (comment: string) => void
  isPending: boolean
  error: unknown
  isOfThread: boolean
}

function Comment({ send, isPending, error, isOfThread }: CommentProps) {
  const [text, setText] = useState('')
  return (
    <form
      style={{ display: 'grid', gap: 8, width: 270 }}
      onSubmit={(event) => {
        event.preventDefault()
        send(text.trim())
      }}
    >
      <Textarea
        data-autofocus
        autosize
        minRows={2}
        maxRows={6}
        maxLength={longest}
        label={texts.talk.comment}
        description={isOfThread ? texts.talk.ofThread : undefined}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {error !== null && error !== undefined && <Trouble error={error} />}
      <Button size="xs" type="submit" loading={isPending}>
        {texts.talk.sendComment}
      </Button>
    </form>
  )
}
