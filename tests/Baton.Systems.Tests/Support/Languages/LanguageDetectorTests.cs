using Baton.Agents.Languages;

namespace Baton.Systems.Tests.Support.Languages;

public sealed class LanguageDetectorTests
{
    [Theory]
    [InlineData("en", "My payment failed and I can't access my account")]
    [InlineData("en", "how do i reset my password")]
    [InlineData("en", "cancel order 00123842")]
    [InlineData("en", "the app crashes when I open it")]
    [InlineData("en", "Where is the parcel that I was promised for Tuesday?")]
    [InlineData("en", "is there somebody who can look at my bill")]
    [InlineData("de", "Wo bleibt mein Paket?")]
    [InlineData("de", "Ich kann mich nicht anmelden")]
    [InlineData("de", "die Rechnung vom Mai stimmt nicht")]
    [InlineData("de", "Bitte kündigen Sie meinen Vertrag")]
    [InlineData("de", "Passwort vergessen")]
    [InlineData("de", "Guten Tag")]
    [InlineData("fr", "Où est ma commande ?")]
    [InlineData("fr", "je n'arrive pas à me connecter")]
    [InlineData("fr", "ma facture est fausse")]
    [InlineData("fr", "Bonjour, j'aimerais être remboursé")]
    [InlineData("fr", "mot de passe oublié")]
    [InlineData("es", "¿Dónde está mi pedido?")]
    [InlineData("es", "no puedo iniciar sesión")]
    [InlineData("es", "quiero que me devuelvan el dinero")]
    [InlineData("es", "la factura de mayo no es correcta")]
    [InlineData("es", "Hola, tengo una pregunta")]
    public void The_language_of_a_message_is_found(string language, string message) => Assert.Equal(language, LanguageDetector.Detect(message));

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("#12588 ???")]
    [InlineData("ok")]
    public void What_gives_no_language_away_has_none(string message) => Assert.Null(LanguageDetector.Detect(message));

    [Fact]
    public void A_very_long_message_is_read_at_its_beginning() => Assert.Equal("en", LanguageDetector.Detect("where is my order " + new string('x', 2_000_000)));
}
