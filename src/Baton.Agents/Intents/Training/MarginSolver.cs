namespace Baton.Agents.Intents.Training;

/// <summary>
/// Tells one class from all others: a linear support vector machine with squared hinge loss, solved by dual coordinate descent with
/// shrinking (Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008, algorithm 3).
/// </summary>
internal sealed class MarginSolver
{
    private const int MostRounds = 12;
    private const float Tolerance = 0.1f;

    private readonly SparseRow[] _rows;
    private readonly bool[] _isOfClass;
    private readonly (float Of, float Other) _diagonal;
    private readonly float[] _weights;
    private readonly float[] _duals;
    private readonly int[] _order;
    private uint _random;

    private MarginSolver(SparseRow[] rows, bool[] isOfClass, int features, (float Of, float Other) penalty, uint seed)
    {
        (_rows, _isOfClass, _random) = (rows, isOfClass, (seed * 2654435769) | 1);
        _diagonal = (1 / (2 * penalty.Of), 1 / (2 * penalty.Other));
        _weights = new float[features + 1];
        _duals = new float[rows.Length];
        _order = [.. Enumerable.Range(0, rows.Length)];
    }

    /// <summary>The weight of each feature, and behind them the constant.</summary>
    /// <param name="rows">The messages.</param>
    /// <param name="isOfClass">Which of them are of the class.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="penalty">What an error costs: of the class, and of another.</param>
    /// <param name="seed">For the order; the same seed gives the same weights.</param>
    public static float[] Solve(SparseRow[] rows, bool[] isOfClass, int features, (float Of, float Other) penalty, uint seed) =>
        new MarginSolver(rows, isOfClass, features, penalty, seed).Solve();

    private float[] Solve()
    {
        var active = _order.Length;
        var limit = float.PositiveInfinity;
        for (var round = 0; round < MostRounds; round++)
        {
            Shuffle(active);
            var worst = Pass(ref active, limit);
            if (worst >= Tolerance) limit = worst;
            else if (active == _order.Length) break;
            else (active, limit) = (_order.Length, float.PositiveInfinity);
        }

        return _weights;
    }

    // One pass over the active messages; those that can no longer move are shrunk away. Returns the largest violation.
    private float Pass(ref int active, float limit)
    {
        var worst = 0f;
        for (var place = 0; place < active; place++)
        {
            var index = _order[place];
            var row = _rows[index];
            var sign = _isOfClass[index] ? 1f : -1f;
            var diagonal = _isOfClass[index] ? _diagonal.Of : _diagonal.Other;
            var gradient = (row.Dot(_weights) * sign) - 1 + (diagonal * _duals[index]);
            if (_duals[index] <= 0 && gradient > 0)
            {
                if (gradient > limit)
                {
                    active--;
                    (_order[place], _order[active]) = (_order[active], _order[place]);
                    place--;
                }

                continue;
            }

            worst = Math.Max(worst, Math.Abs(gradient));
            var before = _duals[index];
            _duals[index] = Math.Max(before - (gradient / (row.Squares + diagonal)), 0);
            row.AddTo(_weights, (_duals[index] - before) * sign);
        }

        return worst;
    }

    private void Shuffle(int count)
    {
        for (var index = 0; index < count; index++)
        {
            _random ^= _random << 13;
            _random ^= _random >> 17;
            _random ^= _random << 5;
            var other = index + (int)(_random % (uint)(count - index));
            (_order[index], _order[other]) = (_order[other], _order[index]);
        }
    }
}
