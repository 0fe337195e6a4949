import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/client'

/** The key under which a thumb is kept: 1 for up, 0 for down. */
export const thumb = 'helpful'

export const feedbackQuery = (thread: string) =>
  queryOptions({
    queryKey: ['feedback', thread],
    queryFn: () => data(api.GET('/ops/feedback', { params: { query: { thread_id: thread, limit: 200 } } })),
  })
