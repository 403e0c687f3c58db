namespace KinesisPlatform.ReplayCoordinator.DeadLetters;

/// <param name="Next">Where the next page is; null on the last.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetter> DeadLetters, string? Next);
