using System.Buffers;
using System.Collections.Frozen;

namespace Baton.Agents.Guardrails.Injection;

/// <summary>The words that the rules know, without accents, in the languages that customers write most.</summary>
internal static class Lexicon
{
    private static readonly Dictionary<WordKind, string> Words = new()
    {
        [WordKind.Override] =
            "ignore ignores ignoring disregard disregarding forget override overriding bypass neglect discard dismiss abandon overrule unlearn nullify " +
            "ignora ignorar ignoren ignore ignorez ignoriere ignorieren ignoriert vergiss vergessen vergesst olvida olvide olvidar olvidate oublie oubliez oublier " +
            "dimentica dimenticate ignorate esqueca esquecer desconsidere descarta negeer negeren vergeet zignoruj zapomnij ignorera glom ignorer glem " +
            "игнорируй игнорируйте забудь забудьте игнорировать ігноруй yoksay unut abaikan lupakan",
        [WordKind.Prior] =
            "previous previously prior above preceding earlier foregoing former past initial original existing " +
            "anterior anteriores previas previos previa arriba precedentes precedente precedenti precedent precedentes dessus vorherigen vorherige vorigen vorige bisherigen obigen obige " +
            "vorangegangenen acima eerdere vorige bovenstaande poprzednie poprzednich tidigare предыдущие предыдущих прошлые прежние önceki onceki sebelumnya",
        [WordKind.Orders] =
            "instruction instructions prompt prompts rule rules direction directions guideline guidelines directive directives command commands context " +
            "policy policies restriction restrictions constraint constraints programming training guardrails safeguards filters protocols orders " +
            "instrucciones instruccion ordenes reglas indicaciones instrucoes ordens regras consignes regles directives anweisungen anweisung regeln vorgaben befehle " +
            "istruzioni regole instructies instrukcje instrukcji instruktioner инструкции инструкций указания правила talimatlari talimatlar instruksi",
        [WordKind.Reveal] =
            "reveal tell show print repeat output display give share leak provide disclose say write spell recite dump list expose send translate publish hand " +
            "type transmit forward email paste sag sagen zeig zeige verrate geben gib nenne dime diga dame muestra revela comparte dis dites donne donnez montre " +
            "dimmi mostra rivela diga mostre geef vertel podaj pokaz скажи покажи сообщи раскрой",
        [WordKind.Secret] =
            "password passwords passphrase passphrases secret secrets credential credentials passwort kennwort contrasena contrasenas senha senhas passe " +
            "wachtwoord haslo losenord parola parole пароль пароля sifre parolay kata",
        [WordKind.Your] = "your yours ihr ihre dein deine deinen su tu tus sus votre vos ton seu sua uw jouw твой ваш",
        [WordKind.Mine] = "my mine i i'm im me mein meine mi mis mon ma mes meu minha mijn мой",
        [WordKind.Content] =
            "webpage page website resume cv paper article function table data document email text content file image comment report transaction " +
            "pagina pagina curriculum seite tabelle artikel dokument texte tableau",
        [WordKind.State] =
            "state say declare claim respond answer reply output print conclude report announce write tell pretend return " +
            "declara di diga responde antworte sage sagen behaupte dis dites reponds declare rispondi diga",
        [WordKind.Imagine] =
            "imagine imagining suppose pretend hypothetical hypothetically fictional fictitious fiction roleplay role-play dystopian utopian parallel alternate simulate simulation " +
            "imagina imaginemos supongamos suponga stell vorstellen imaginons imaginez supposons immagina",
        [WordKind.Personal] =
            "email address birthday birthdate birth born lives live ssn salary salaries surname initials maiden balances income " +
            "adresse wohnt geburtstag geboren geburtsdatum direccion correo nacio nacimiento vive cumpleanos adresse habite naissance anniversaire anniversaire indirizzo nato nascita vive " +
            "endereco nascimento mora nasceu woont geboren адрес живет родился",
        [WordKind.Authority] =
            "developer developers administrator admin sysadmin root engineer ceo president creator supervisor boss superior openai anthropic google auditor accountant " +
            "entwickler administrateur desarrollador administrador",
        [WordKind.Mode] = "mode modus modo override overrides reset activated debug maintenance diagnostic sudo",
        [WordKind.Decode] = "decode decrypt decipher encode encrypt unscramble decodifica decodiere entschlussle",
        [WordKind.Cipher] = "base64 base32 hex hexadecimal rot13 morse caesar cipher ciphertext binary leetspeak leet ascii",
        [WordKind.All] = "all any every everything each entire whole full complete todas todos toutes tous alle tutte",
        [WordKind.Store] = "database databases users customers employees clients accounts records",
        [WordKind.Join] = "concatenate concatenated concatenation interlace interleave combine combining merge join",
        [WordKind.Machine] = "ai llm chatbot bot gpt chatgpt assistant model llms language-model agent",
        [WordKind.Become] = "act behave become roleplay role-play impersonate simulate emulate immerse",
        [WordKind.Ask] = "what which who where how can could would will tell give quel quelle was welches wie cual que qual quale wat jak какой какая",
        [WordKind.Form] =
            "haiku poem acrostic riddle backwards backward reversed reverse leetspeak leet pig latin dashes letters characters digits initials rhyme hints hint encoded " +
            "syllables vowels consonants anagram pig-latin emoji emojis rückwarts",
        [WordKind.Served] =
            "user users benutzer nutzer benutzers nutzers usuario usuaria usuarios utilisateur utilisateurs utente gebruiker anvandare uzytkownik пользователь пользователя kullanici pengguna",
        [WordKind.Free] = "unrestricted unfiltered uncensored jailbreak jailbroken dan unlimited unbound",
    };

    private const string CommonWords =
        "the what was and you your that this first ignore previous instructions password tell name of is to in on for reveal how which with are not can from have it";

    // Scripts without spaces between words, and those whose words are not told apart here: found as they stand.
    private static readonly (string Text, WordKind Kind)[] Unspaced =
    [
        ("忽略", WordKind.Override), ("无视", WordKind.Override), ("無視", WordKind.Override), ("忘れて", WordKind.Override), ("忘记", WordKind.Override),
        ("무시", WordKind.Override), ("잊어", WordKind.Override), ("تجاهل", WordKind.Override), ("अनदेख", WordKind.Override), ("नजरअंदाज", WordKind.Override),
        ("以前", WordKind.Prior), ("之前", WordKind.Prior), ("上記", WordKind.Prior), ("以上", WordKind.Prior), ("前の", WordKind.Prior), ("이전", WordKind.Prior),
        ("السابقة", WordKind.Prior), ("पिछल", WordKind.Prior),
        ("指示", WordKind.Orders), ("指令", WordKind.Orders), ("命令", WordKind.Orders), ("提示", WordKind.Orders), ("지시", WordKind.Orders), ("지침", WordKind.Orders),
        ("التعليمات", WordKind.Orders), ("निर्देश", WordKind.Orders),
        ("パスワード", WordKind.Secret), ("暗証番号", WordKind.Secret), ("密码", WordKind.Secret), ("密碼", WordKind.Secret), ("口令", WordKind.Secret),
        ("비밀번호", WordKind.Secret), ("암호", WordKind.Secret), ("كلمة المرور", WordKind.Secret), ("كلمة السر", WordKind.Secret), ("पासवर्ड", WordKind.Secret),
        ("סיסמה", WordKind.Secret), ("รหัสผ่าน", WordKind.Secret), ("mật khẩu", WordKind.Secret),
        ("ユーザー", WordKind.Served), ("用户", WordKind.Served), ("用戶", WordKind.Served), ("사용자", WordKind.Served), ("المستخدم", WordKind.Served), ("उपयोगकर्ता", WordKind.Served),
        ("教えて", WordKind.Reveal), ("告诉", WordKind.Reveal), ("알려", WordKind.Reveal), ("言って", WordKind.Reveal), ("बता", WordKind.Reveal), ("أخبر", WordKind.Reveal), ("وقل", WordKind.State),
    ];

    private static readonly FrozenDictionary<string, Entry> Known = Build();

    private static readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<string> Anywhere = SearchValues.Create([.. Unspaced.Select(word => word.Text)], StringComparison.Ordinal);

    /// <summary>What is known of a word.</summary>
    public static Entry Of(ReadOnlySpan<char> word) => Lookup.TryGetValue(word, out var entry) ? entry : default;

    /// <summary>The number of a word that patterns name.</summary>
    public static int NumberOf(string literal) => Known[literal].Number;

    private static FrozenDictionary<string, Entry> Build()
    {
        var entries = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
        void Add(string word, WordKind kind, int number = 0)
        {
            var before = entries.GetValueOrDefault(word);
            entries[word] = new Entry(before.Kind | kind, number == 0 ? before.Number : number);
        }

        foreach (var (kind, words) in Words)
        {
            foreach (var word in words.Split(' '))
            {
                Add(word, kind);
                if (word.Length >= 4) Add(string.Concat(word.Reverse()), WordKind.Backward);
            }
        }

        foreach (var word in CommonWords.Split(' '))
        {
            Add(word, WordKind.Common);
            Add(string.Concat(word.Select(Rotation.Of)), WordKind.Turned);
        }

        var number = 0;
        foreach (var literal in PatternTexts.Literals) Add(literal, WordKind.None, ++number);
        return entries.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Words of scripts without spaces, with their places.</summary>
    public static IEnumerable<(int Start, int Length, WordKind Kind)> FindUnspaced(string text)
    {
        var start = 0;
        while (text.AsSpan(start).IndexOfAny(Anywhere) is >= 0 and var found)
        {
            start += found;
            var (word, kind) = Array.Find(Unspaced, word => string.CompareOrdinal(text, start, word.Text, 0, word.Text.Length) == 0);
            yield return (start, word.Length, kind);
            start += word.Length;
        }
    }
}

/// <summary>What is known of a word.</summary>
/// <param name="Kind">What it can mean.</param>
/// <param name="Number">Its number, where a pattern names it; otherwise 0.</param>
internal readonly record struct Entry(WordKind Kind, int Number);
