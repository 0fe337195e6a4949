import { useQuery } from '@tanstack/react-query'
import { Ago } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'
import { feedbackQuery } from './queries'

/** Everything that was said about a thread and its runs. */
export function FeedbackList({ thread }: { thread: string }) {
  const { data, error, refetch } = useQuery(feedbackQuery(thread))
  if (error) return <Trouble error={error} retry={refetch} />
  if (data?.length === 0) return <span className="quiet">{texts.desk.noFeedback}</span>
  return data?.map((item) => (
    <div key={item.id} style={{ display: 'flex', gap: 8, padding: '4px 0', alignItems: 'baseline' }}>
      <span className="chip">{item.key}</span>
      <strong className="num">{item.score}</strong>
      <span style={{ overflowWrap: 'anywhere' }}>{item.comment}</span>
      <span className="spacer" />
      <span className="quiet">
        {item.by} <Ago at={item.at} />
      </span>
    </div>
  ))
}
