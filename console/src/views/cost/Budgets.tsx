import { useQuery } from '@tanstack/react-query'
import { api, data, type Schemas } from '../../api/client'
import { money, number } from '../../shell/Parts'
import { Trouble } from '../../shell/Troubles'
import { texts } from '../../texts'

type Budget = Schemas['OpsBudget']

/** What may be spent in a time, and how much of it has been. */
export function Budgets() {
  const {
    data: budgets,
    error,
    refetch,
  } = useQuery({
    queryKey: ['budgets'],
    queryFn: () => data(api.GET('/ops/budgets')),
    refetchInterval: 30_000,
  })
  return (
    <section className="card c12" aria-label={texts.cost.budgets} data-testid="budgets">
      <h2>{texts.cost.budgets}</h2>
      {error && <Trouble error={error} retry={refetch} />}
      {budgets?.length === 0 && <span className="quiet">{texts.cost.noBudgets}</span>}
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))' }}>
        {budgets?.flatMap((budget) =>
          limitsOf(budget).map((limit) => <Bar key={budget.kind + budget.name + limit.unit} budget={budget} limit={limit} />),
        )}
      </div>
    </section>
  )
}

interface Limit {
  most: string
  spent?: string
  share?: number
  unit: string
}

// What the accounts call those of whom nothing is said.
const unnamed = 'uncategorized'

function limitsOf({ cost_usd, tokens, model_calls, spent }: Budget): Limit[] {
  const limit = (most: number, used: number | undefined, unit: string, text: (value: number) => string): Limit => ({
    most: text(most),
    spent: used === undefined ? undefined : text(used),
    share: used === undefined ? undefined : most === 0 ? 1 : used / most,
    unit,
  })
  const usedTokens = spent ? (spent.input_tokens ?? 0) + (spent.output_tokens ?? 0) : undefined
  return [
    ...(cost_usd == null ? [] : [limit(cost_usd, spent?.cost_usd, '', money)]),
    ...(tokens == null ? [] : [limit(tokens, usedTokens, texts.cost.tokens.toLowerCase(), number)]),
    ...(model_calls == null ? [] : [limit(model_calls, spent?.calls, texts.cost.callsUnit, number)]),
  ]
}

const Bar = ({ budget, limit }: { budget: Budget; limit: Limit }) => (
  <div className="num">
    <div style={{ display: 'flex', gap: 8 }}>
      <strong className="clip">{budget.name === unnamed ? texts.cost.nobody : budget.name}</strong>
      <span className="spacer" />
      <span className="quiet">{texts.cost.budgetKinds[budget.kind] ?? budget.kind}</span>
    </div>
    {limit.share !== undefined && (
      <div className="meter" style={{ margin: '4px 0' }}>
        <div
          className={limit.share >= 1 ? 'full' : limit.share > 0.8 ? 'high' : ''}
          style={{ width: `${Math.min(100, limit.share * 100)}%` }}
        />
      </div>
    )}
    <div className="quiet">
      {limit.spent === undefined ? limit.most : `${limit.spent} / ${limit.most}`} {limit.unit}{' '}
      {(limit.share ?? 0) >= 1 && <span className="chip bad">{texts.cost.reached}</span>}
    </div>
  </div>
)
