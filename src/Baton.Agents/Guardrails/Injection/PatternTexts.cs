namespace Baton.Agents.Guardrails.Injection;

/// <summary>
/// What attacks say: sign, weight, pattern (see <see cref="Pattern"/>). A weight of 1 is enough alone; lighter ones count together.
/// </summary>
internal static class PatternTexts
{
    public static IReadOnlyList<(string Sign, double Weight, string Text)> All { get; } =
    [
        // Telling the model to leave aside what it was told.
        ("instruction_override", 1, "#Override ~4 #Prior ~3 #Orders"),
        ("instruction_override", 1, "#Override ~3 #Orders ~3 #Prior"),
        ("instruction_override", 1, "#Prior ~3 #Orders ~4 #Override"),
        ("instruction_override", 1, "#Orders ~2 #Prior ~4 #Override"),
        ("instruction_override", 1, "#Override ~3 #All|your|these|those ~3 #Orders"),
        ("instruction_override", 1, "#Override ~1 above|before|everything ~3 #Reveal|#State|#Ask"),
        ("instruction_override", 1, "#Override ~2 above|preceding"),
        ("instruction_override", 1, "#Override ~3 #Content ~2 and|y|und|et ~2 #State"),
        ("instruction_override", 1, "#Override ~3 #Content ~3 #State ~2 that|the"),
        ("instruction_override", 0.7, "#Override ~2 #Prior ~2 messages|message|conversation|text|context|statements|questions"),
        ("instruction_override", 0.6, "forget about that|this|it|them"),
        ("instruction_override", 0.6, "actually ~1 can|could|please|instead ~9 instead"),
        ("instruction_override", 1, "#Override ~2 #Orders ~4 #State|#Reveal|#Ask"),
        ("instruction_override", 1, "dont|don|not|never ~2 follow|obey|abide ~4 #Orders"),
        ("instruction_override", 1, "not have|need to abide|follow|obey"),
        ("instruction_override", 1, "stop ~1 following|obeying ~3 #Orders"),
        ("instruction_override", 1, "new|updated|real|actual|true ~1 instructions|directive|orders ~4 #State|#Reveal|are|follow|is"),
        ("instruction_override", 0.7, "free|freed|broken ~2 of|from ~4 #Orders|confines|limitations|limits"),

        // Playing somebody with power, or making the model somebody without rules.
        ("role_change", 1, "you are now ~3 #Machine|#Free|#Mode|called|named|in|going"),
        ("role_change", 1, "you now ~2 #Machine|#Free|#Mode"),
        ("role_change", 1, "do anything now"),
        ("role_change", 1, "#Become ~2 as|into|like ~4 #Machine|#Free|#Authority"),
        ("role_change", 1, "#Become ~1 as|into ~3 role|character|persona ~6 #Machine|#Free|no"),
        ("role_change", 0.6, "act as|like a|an|if|my|the"),
        ("role_change", 1, "pretend|imagine ~2 you|youre ~2 #Machine|#Free|not|have|are"),
        ("role_change", 0.8, "from now on ~2 you|your|respond|answer"),
        ("role_change", 0.6, "role of ~3 #Machine"),
        ("system_mode", 1, "system|developer|debug|admin|maintenance|god|root|security ~1 #Mode"),
        ("system_mode", 1, "enter|entering|enable|activate|activated|initiating|initiate ~4 #Mode"),
        ("system_mode", 0.8, "running|performing|conducting ~2 system|security|safety|maintenance|diagnostic ~1 check|test|audit|scan|diagnostic"),
        ("system_mode", 0.6, "as an ai ~2 developed|created|built|trained"),
        ("system_mode", 1, "youre|you ~1 an ai ~9 #Personal|#Secret|#Imagine"),
        ("authority", 0.7, "#Mine ~2 your|the|an|a ~3 #Authority"),
        ("authority", 0.7, "im|i ~2 #Authority ~3 at|of|for"),
        ("authority", 0.5, "#Authority ~2 privileges|access|authorization|approval|permission|override"),

        // Asking for what must not come out.
        ("exfiltration", 1, "!#Mine #Your ~2 #Secret"),
        ("exfiltration", 0.7, "#Reveal|what|whats|provide ~2 the|our|la|il ~1 #Secret"),
        ("exfiltration", 1, "#Reveal ~4 system|initial|original|hidden|secret|internal prompt|instructions|instruction|message|rules|directives"),
        ("exfiltration", 1, "#Reveal ~3 your ~2 prompt|instructions|rules|guidelines|directives|configuration|programming"),
        ("exfiltration", 1, "what|whats ~2 your ~2 system|initial|original prompt|instructions|message"),
        ("exfiltration", 1, "repeat|print|output ~3 above|everything|verbatim ~6 #Prior|verbatim|you|this|prompt"),
        ("exfiltration", 1, "#Reveal ~3 your|the|list|all ~3 #Store"),
        ("exfiltration", 0.7, "list of ~2 #Store"),
        ("exfiltration", 1, "#Store ~2 in ~1 your database|records|system"),
        ("exfiltration", 1, "full access ~2 your"),
        ("data_sending", 1, "send|forward|post|upload|email|transmit ~6 data|conversation|history|details|records ~6 to ~3 com|http|https|me|this"),
        ("exfiltration", 0.8, "user ~2 #Personal"),
        ("exfiltration", 0.7, "does|did ~1 user ~2 live|currently|work|have"),
        ("exfiltration", 0.8, "user ~1 favorite|favourite|private|personal|full|last"),
        ("exfiltration", 0.5, "private|confidential|secret|sensitive|hidden ~1 information|data|details|key|code"),

        // Leaving the world as it is.
        ("unreal_world", 1, "#Imagine|world|society|universe|scenario ~9 #Secret"),
        ("unreal_world", 0.6, "imagine ~3 in ~5 world|society|city|spaceship|future|scenario|universe|year"),
        ("unreal_world", 0.6, "#Imagine ~2 conversation|discussion|scenario|situation|world|question"),
        ("unreal_world", 1, "#Imagine ~3 scenario|world|universe ~9 #State|actual|public"),
        ("unreal_world", 1, "in a|an ~4 world|universe|reality|scenario ~9 state|say|claim|declare"),
        ("unreal_world", 0.5, "in this|that|such world|society|scenario|universe|spaceship"),
        ("unreal_world", 0.5, "imagine|suppose|assume were|we|that|you|re"),
        ("unreal_world", 0.7, "personal data ~3 public|shared|free|freely"),
        ("unreal_world", 0.5, "let|lets ~1 say|state|assume|pretend ~3 the|that|we|is|three|two"),
        ("unreal_world", 1, "common|standard|good practice ~1 to say|state|claim|respond"),
        ("unreal_world", 0.8, "make ~3 more ~1 interesting|fun|exciting ~3 say|state|claim|pretend"),

        // Hiding from filters.
        ("encoded_payload", 1, "#Decode ~4 #Cipher"),
        ("encoded_payload", 1, "#Cipher ~3 #Decode"),
        ("hiding_form", 0.6, "#Decode|#Reveal ~6 in|using|with ~3 #Cipher|#Form"),
        ("hiding_form", 0.6, "#Reveal ~2 #Form ~4 about|of|with"),
        ("hiding_form", 0.6, "first|last|middle ~2 letters|letter|characters|digits ~3 of"),
        ("hiding_form", 0.6, "letter by letter"),
        ("hiding_form", 0.5, "reverse order"),
        ("hiding_form", 0.6, "square|sum|product of ~3 user"),
        ("hiding_form", 1, "#Reveal ~6 #Secret ~6 #Form|#Cipher"),
        ("hiding_form", 1, "#Form ~4 #Secret"),
        ("payload_splitting", 1, "#Join ~9 strings|parts|part|variables|fragments"),
        ("payload_splitting", 0.7, "we have ~2 strings|variables|parts|fragments"),

        // Talking it over.
        ("persuasion", 0.7, "you ~1 agreed|promised|mentioned|said ~3 in|that|last|earlier"),
        ("persuasion", 0.6, "ill|i ~2 donate|pay|give|tip ~5 if you"),
        ("persuasion", 0.6, "i know you ~2 not|cant|cannot|said|arent"),
        ("persuasion", 0.5, "i promise ~3 wont|not|to"),
        ("persuasion", 0.5, "research|studies shows|show|proves ~2 that"),
        ("persuasion", 0.6, "my grandmother|grandma ~9 read|tell|used"),
        ("persuasion", 0.6, "phishing|keylogger|malware|ransomware"),
        ("change_of_subject", 0.5, "speaking|talking of|about"),
        ("change_of_subject", 0.5, "hablando de"),
        ("change_of_subject", 0.4, "by the way"),

        // What a document says that is meant for its reader's model.
        ("addressed_to_model", 0.5, "if ~1 you ~2 are|re ~2 #Machine"),
        ("addressed_to_model", 1, "if ~1 you ~2 are|re ~2 #Machine ~6 #State|#Reveal|#Override|must|should|recommend"),
        ("addressed_to_model", 1, "if ~1 you an ai|llm|assistant"),
        ("addressed_to_model", 1, "note|attention|important|message|instruction|instructions ~1 to|for ~3 #Machine|llm|llms"),
        ("addressed_to_model", 1, "#Machine ~2 must|should|shall ~2 #State|#Reveal|#Override|recommend"),
        ("addressed_to_model", 0.8, "when ~1 summarizing|summarising|processing|reading|translating ~4 #State|#Override|include|add|recommend"),
        ("phishing", 1, "account ~3 compromised|suspended|locked|hacked ~6 link|click|follow"),
        ("phishing", 1, "follow|click|visit|go ~5 link|here|com ~5 reset|verify|confirm"),
    ];

    /// <summary>The words that patterns name, each once.</summary>
    public static IReadOnlyList<string> Literals { get; } =
    [
        .. All.SelectMany(pattern => pattern.Text.Split(' '))
            .Where(part => part[0] != '~')
            .SelectMany(part => part.TrimStart('!').Split('|'))
            .Where(word => word[0] != '#')
            .Distinct(StringComparer.Ordinal),
    ];
}
