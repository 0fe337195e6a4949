using Baton.Agents.Guardrails;
using Baton.Agents.Guardrails.Injection;
using Baton.Agents.Guardrails.Pii;

namespace Baton.Benchmarks;

/// <summary>
/// What the guardrails find and miss. Rows whose number divides by three were held out while the rules were written; both parts are
/// reported. Each harmless sentence is checked as the input of an agent whose prompt is one of the attacked agents' prompts, in turn.
/// </summary>
internal static class SafetyBench
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["CREDIT_CARD"] = PiiKinds.Card,
        ["PHONE_NUMBER"] = PiiKinds.Phone,
        ["EMAIL_ADDRESS"] = PiiKinds.Email,
        ["IBAN_CODE"] = PiiKinds.Iban,
        ["IP_ADDRESS"] = PiiKinds.Ip,
        ["US_SSN"] = PiiKinds.Ssn,
    };

    public static Task RunAsync(BenchOptions options)
    {
        var folder = options.Text("data", "");
        if (folder.Length == 0) throw new ArgumentException("Name the folder: safety --data <folder>.", nameof(options));
        var data = SafetyData.Read(folder);
        var report = new Report("safety");
        var show = options.Text("show", "");
        AddPii(report, data, show == "pii");
        AddInjection(report, data, show == "injection");
        AddTimes(report, data);
        report.Print(options.Json);
        return Task.CompletedTask;
    }

    private static void AddPii(Report report, SafetyData data, bool show)
    {
        var all = new Tally();
        foreach (var (part, texts) in Parts(data.Marked, text => text.Template))
        {
            var byKind = Kinds.Values.ToDictionary(kind => kind, _ => new Tally(), StringComparer.Ordinal);
            foreach (var text in texts) Compare(text, byKind, show && part != "held_out");
            var sum = new Tally();
            foreach (var tally in byKind.Values) sum.Add(tally);
            all.Add(sum);
            report.Add($"pii_f1_{part}", $"PII F1, {part}", sum.F1, "");
            foreach (var (kind, tally) in byKind)
            {
                report.Add($"pii_{kind}_recall_{part}", $"  {kind} recall, {part} ({tally.Hits + tally.Missed})", tally.Recall, "");
                report.Add($"pii_{kind}_precision_{part}", $"  {kind} precision, {part}", tally.Precision, "");
            }
        }

        report.Add("pii_f1", "PII F1", all.F1, "").Add("pii_precision", "PII precision", all.Precision, "").Add("pii_recall", "PII recall", all.Recall, "");
    }

    /// <summary>A value counts as found where all its letters and digits are covered by a find of its kind.</summary>
    private static void Compare(MarkedText text, Dictionary<string, Tally> byKind, bool show)
    {
        var found = PiiCheck.Find(text.Text).Where(span => byKind.ContainsKey(span.Kind)).ToList();
        foreach (var truth in text.Spans.Where(span => Kinds.ContainsKey(span.Type)))
        {
            var (start, end) = (truth.Start, truth.End);
            while (start < end && !char.IsLetterOrDigit(text.Text[start])) start++;
            while (end > start && !char.IsLetterOrDigit(text.Text[end - 1])) end--;
            var hit = found.FindIndex(span => span.Kind == Kinds[truth.Type] && span.Start <= start && span.End >= end);
            if (hit >= 0) found.RemoveAt(hit);
            var tally = byKind[Kinds[truth.Type]];
            if (hit >= 0) tally.Hits++;
            else tally.Missed++;
            if (hit < 0 && show) Console.WriteLine($"missed {truth.Type} in: {text.Text.ReplaceLineEndings(" ")} [{text.Text[truth.Start..truth.End]}]");
        }

        foreach (var span in found)
        {
            byKind[span.Kind].False++;
            if (show) Console.WriteLine($"false {span.Kind}: [{text.Text[span.Start..span.End]}] in {text.Text.ReplaceLineEndings(" ")}");
        }
    }

    private static void AddInjection(Report report, SafetyData data, bool show)
    {
        var check = new InjectionCheck(new GuardrailSettings("no_prompt_injection", null, _ => { }));
        foreach (var (part, attacks) in Parts(data.Attacks, attack => attack.Id))
        {
            report.Add($"injection_recall_{part}", $"injection recall, {part} ({attacks.Count})", Share(attacks, attack => Finds(check, attack.Text, attack.Prompt)), "");
            if (!show || part == "held_out") continue;
            foreach (var attack in attacks.Where(attack => !Finds(check, attack.Text, attack.Prompt))) Console.WriteLine($"missed {attack.Variant} {attack.Id}: {attack.Text[..Math.Min(160, attack.Text.Length)]}");
        }

        foreach (var variant in data.Attacks.GroupBy(attack => attack.Variant).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            List<Attack> attacks = [.. variant];
            report.Add($"injection_recall_{variant.Key}", $"  {variant.Key} ({attacks.Count})", Share(attacks, attack => Finds(check, attack.Text, attack.Prompt)), "");
            report.Add($"injection_text_recall_{variant.Key}", "    by the text alone", Share(attacks, attack => Finds(check, attack.Text, "")), "");
        }

        var prompts = data.Attacks.Select(attack => attack.Prompt).Distinct(StringComparer.Ordinal).ToList();
        List<(string Text, string Prompt, int Number)> benign = [.. data.Benign.Select((text, index) => (text, prompts[index % prompts.Count], index))];
        var (found, wrong) = (data.Attacks.Count(attack => Finds(check, attack.Text, attack.Prompt)), benign.Count(row => Finds(check, row.Text, row.Prompt)));
        foreach (var (part, rows) in Parts(benign, row => row.Number)) report.Add($"injection_fp_rate_{part}", $"injection false positives, {part} ({rows.Count})", Share(rows, row => Finds(check, row.Text, row.Prompt)), "");
        report.Add("injection_recall", "injection recall", (double)found / data.Attacks.Count, "")
            .Add("injection_text_recall", "injection recall by the text alone", Share(data.Attacks, attack => Finds(check, attack.Text, "")), "")
            .Add("injection_precision", "injection precision on these sets", (double)found / Math.Max(1, found + wrong), "")
            .Add("injection_fp_rate", "injection false-positive rate", (double)wrong / benign.Count, "")
            .Add("injection_text_fp_rate", "injection false-positive rate by the text alone", Share(benign, row => Finds(check, row.Text, "")), "");
        AddOthers(report, data, check, show);
        if (show) foreach (var row in benign.Where(row => row.Number % 3 != 0 && Finds(check, row.Text, row.Prompt)).Take(400)) Console.WriteLine($"false [{string.Join(",", InjectionCheck.Weigh(row.Text, row.Prompt).Findings.Keys)}]: {row.Text} <- {row.Prompt[..Math.Min(60, row.Prompt.Length)]}");
    }

    /// <summary>Harmless texts that the rules were not looked at with: messages to a support desk, and documents as tool results.</summary>
    private static void AddOthers(Report report, SafetyData data, InjectionCheck check, bool show)
    {
        report.Add("injection_fp_messages", $"  of support messages ({data.Messages.Count})", Share(data.Messages, text => Finds(check, text, "")), "")
            .Add("injection_fp_documents", $"  of documents as tool results ({data.Documents.Count})", Share(data.Documents, IsRefused), "")
            .Add("pii_in_messages", "support messages with finds of personal data", Share(data.Messages, text => PiiCheck.Find(text).Any()), "");
        if (!show) return;
        foreach (var text in data.Messages.Where(text => Finds(check, text, ""))) Console.WriteLine($"false message [{string.Join(",", InjectionCheck.Weigh(text, "").Findings.Keys)}] {text}");
        foreach (var text in data.Documents.Where(IsRefused)) Console.WriteLine($"false document [{string.Join(",", InjectionCheck.Weigh(text, "").Findings.Keys)}] {text.ReplaceLineEndings(" ")[..Math.Min(300, text.Length)]}");
        foreach (var text in data.Messages.Where(text => PiiCheck.Find(text).Any())) Console.WriteLine($"pii message {text}");

        bool IsRefused(string text) => check.Check(new GuardrailInput(GuardrailBoundary.ToolResult, text)).Action != GuardrailAction.Pass;
    }

    private static void AddTimes(Report report, SafetyData data)
    {
        var texts = Thousands(data.Benign).Take(500).ToList();
        var injection = new InjectionCheck(new GuardrailSettings("no_prompt_injection", null, _ => { }));
        var pii = new PiiCheck(new GuardrailSettings("no_pii_in_output", null, _ => { }));
        var input = texts.ConvertAll(text => new GuardrailInput(GuardrailBoundary.Input, text) { Prompt = data.Attacks[0].Prompt });
        var (first, second) = (Micros(injection, input), Micros(pii, input));
        report.Add("us_injection", "no_prompt_injection on 1,000 characters", first, "µs")
            .Add("us_pii", "no_pii_in_output on 1,000 characters", second, "µs")
            .Add("us_per_check", "the slower of the two", Math.Max(first, second), "µs");
    }

    /// <summary>Harmless sentences strung together to texts of 1,000 characters.</summary>
    private static IEnumerable<string> Thousands(IEnumerable<string> sentences)
    {
        var text = new System.Text.StringBuilder();
        foreach (var sentence in sentences)
        {
            text.Append(sentence).Append(". ");
            if (text.Length < 1_000) continue;
            yield return text.ToString(0, 1_000);
            text.Clear();
        }
    }

    /// <summary>Processor time of one check: the median over nine rounds, after three to warm up. Other programs on the machine do not count.</summary>
    private static double Micros(TextCheck check, List<GuardrailInput> inputs)
    {
        var rounds = new List<double>();
        for (var round = 0; round < 12; round++)
        {
            var started = Environment.CpuUsage.TotalTime;
            foreach (var input in inputs) check.Check(input);
            rounds.Add((Environment.CpuUsage.TotalTime - started).TotalMicroseconds / inputs.Count);
        }

        return rounds.Skip(3).Order().ElementAt(4);
    }

    private static bool Finds(InjectionCheck check, string text, string prompt) =>
        check.Check(new GuardrailInput(GuardrailBoundary.Input, text) { Prompt = prompt }).Action != GuardrailAction.Pass;

    private static double Share<T>(IReadOnlyCollection<T> rows, Func<T, bool> holds) => rows.Count == 0 ? 0 : (double)rows.Count(holds) / rows.Count;

    private static IEnumerable<(string Part, List<T> Rows)> Parts<T>(IReadOnlyList<T> rows, Func<T, int> number) =>
        [("tuned", [.. rows.Where(row => number(row) % 3 != 0)]), ("held_out", [.. rows.Where(row => number(row) % 3 == 0)])];

    private sealed class Tally
    {
        public int Hits { get; set; }

        public int Missed { get; set; }

        public int False { get; set; }

        public double Recall => (double)Hits / Math.Max(1, Hits + Missed);

        public double Precision => (double)Hits / Math.Max(1, Hits + False);

        public double F1 => 2.0 * Hits / Math.Max(1, (2 * Hits) + Missed + False);

        public void Add(Tally other) => (Hits, Missed, False) = (Hits + other.Hits, Missed + other.Missed, False + other.False);
    }
}
