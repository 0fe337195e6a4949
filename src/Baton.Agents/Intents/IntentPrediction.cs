namespace Baton.Agents.Intents;

/// <summary>What a model makes of a message.</summary>
/// <param name="Intent">The most likely intent, also where the model abstains.</param>
/// <param name="Confidence">Its calibrated probability, 0 to 1: of messages with 0.9, nine of ten have this intent.</param>
/// <param name="Abstains">True where the confidence is below the learned threshold, or the model knows nothing in the message: somebody else should decide.</param>
public readonly record struct IntentPrediction(string Intent, float Confidence, bool Abstains);
