namespace Baton.Agents.Languages;

/// <summary>What the detector knows of a language: its commonest words, letters that others lack, and a sample of how customers write in it.</summary>
/// <param name="Code">The ISO 639-1 code.</param>
/// <param name="Name">The name, in English, as prompts say it.</param>
/// <param name="Words">Words that nearly every message has, separated by blanks.</param>
/// <param name="Letters">Letters and marks that the other languages lack.</param>
/// <param name="Text">The sample, whose pieces of three letters are counted.</param>
public sealed record LanguageSample(string Code, string Name, string Words, string Letters, string Text)
{
    /// <summary>Every language that the desk tells apart, the default first.</summary>
    public static IReadOnlyList<LanguageSample> All { get; } =
    [
        new(
            "en",
            "English",
            "the a an and or but i you he she it we they my your our is are was were be been have has had do does did not no can cannot could will would " +
            "to of in on at for from with about this that these there what when where why how who please help need want still again cant dont im its hello hi thanks thank",
            "",
            "hello my payment failed and i cannot access my account could you please help me i forgot my password and the page does not work where is my " +
            "order it should have arrived last week i would like to cancel the subscription and get a refund the invoice shows a wrong amount i was charged " +
            "twice how do i change the shipping address thank you for your answer i need this fixed immediately i have a deadline the website is down for " +
            "everyone what are your opening hours i want to speak to a manager or a real person somebody has hacked my account"),
        new(
            "de",
            "German",
            "der die das den dem des ein eine einen einem einer und oder aber ich du er sie es wir ihr mein meine meinen meinem meiner ihre ist sind war " +
            "waren bin habe hat haben wird werden wurde kann kannst können nicht kein keine zu zum zur von vom im auf für mit über dass wenn wann wo wie " +
            "warum wer bitte hilfe brauche möchte noch wieder immer auch mich mir ihnen sich bei nach guten tag morgen abend hallo danke dank vielen",
            "äöüß",
            "hallo meine zahlung ist fehlgeschlagen und ich komme nicht mehr in mein konto können sie mir bitte helfen ich habe mein passwort vergessen und " +
            "die seite funktioniert nicht wo ist meine bestellung sie hätte letzte woche ankommen sollen ich möchte mein abonnement kündigen und eine " +
            "erstattung bekommen die rechnung zeigt einen falschen betrag mir wurde zweimal geld abgebucht wie ändere ich die lieferadresse vielen dank für " +
            "ihre antwort das muss sofort behoben werden ich habe eine frist ich will mit einem mitarbeiter sprechen jemand hat mein konto gehackt"),
        new(
            "fr",
            "French",
            "le la les l un une des du de et ou mais je tu il elle nous vous ils mon ma mes votre vos notre est sont était suis ai a avez ont être avoir " +
            "pas ne non plus peux pouvez pour dans sur avec par ce cette ces que qui quand où comment pourquoi quoi s il te plaît aide besoin veux voudrais " +
            "encore toujours c j qu n d m au aux en y bonjour bonsoir merci",
            "çœàèêùûîôâë",
            "bonjour mon paiement a échoué et je ne peux plus accéder à mon compte pouvez vous m aider s il vous plaît j ai oublié mon mot de passe et la page " +
            "ne fonctionne pas où est ma commande elle aurait dû arriver la semaine dernière je voudrais annuler mon abonnement et obtenir un remboursement " +
            "la facture indique un montant faux j ai été débité deux fois comment changer l adresse de livraison merci beaucoup pour votre réponse il faut " +
            "régler cela immédiatement j ai une échéance je veux parler à un responsable quelqu un a piraté mon compte"),
        new(
            "es",
            "Spanish",
            "el la los las un una unos unas y o pero yo tú él ella nosotros ustedes mi mis su sus nuestro es son era soy estoy está están he ha han tengo " +
            "tiene ser estar haber no ni puedo puede pueden para por con sin en de del al que quien cuando dónde donde cómo como por qué favor ayuda necesito " +
            "quiero quisiera todavía otra vez ya me te se le lo esto esta este hola gracias buenos buenas",
            "ñ¿¡áíóú",
            "hola mi pago ha fallado y no puedo entrar en mi cuenta me pueden ayudar por favor he olvidado mi contraseña y la página no funciona dónde está mi " +
            "pedido tenía que llegar la semana pasada quisiera cancelar la suscripción y obtener un reembolso la factura muestra un importe equivocado me han " +
            "cobrado dos veces cómo cambio la dirección de envío muchas gracias por su respuesta necesito que lo arreglen inmediatamente tengo una fecha límite " +
            "quiero hablar con un encargado alguien ha entrado en mi cuenta"),
    ];

    /// <summary>The name of a language, as prompts say it; that of English for one that the desk does not know.</summary>
    public static string NameOf(string code) => (All.FirstOrDefault(language => language.Code == code) ?? All[0]).Name;
}
