internal import Terminal

/// The few words that a report adds, in the lab's language.
public struct ReportWords: Sendable {
    /// The line in place of lines that are left out, for their number.
    public let leftOut: @Sendable (Int) -> String
    /// What is said of a block that failed, from its error.
    public let failed: @Sendable (String) -> String
    /// What is said of a block that was not run.
    public let skipped: String
    /// What is said of a block that was cut off.
    public let interrupted: String
    /// What a replay was compared with, and how that came out: the origin's identifier, when it began, the counts.
    public let compared: @Sendable (_ origin: String, _ date: String, _ summary: String) -> String
    /// What is said of a replay's block that is not the same: the verdict and the differences.
    public let verdict: @Sendable (_ verdict: String, _ details: String) -> String

    /// The words for a language by its BCP 47 tag; English for those that have none.
    public static func inLanguage(_ tag: String?) -> ReportWords {
        tag?.hasPrefix("ru") == true ? russian : english
    }

    private static let english = ReportWords(
        leftOut: Picture.englishLeftOut, failed: { "Failed: \($0)" },
        skipped: "Not run, because an earlier block had failed.", interrupted: "Interrupted.",
        compared: { "Replay, compared with the run \($0) of \($1): \($2)." },
        verdict: { "Replay: \($0)\($1.isEmpty ? "." : ". \($1)")" })

    private static let russian = ReportWords(
        leftOut: { "… пропущено строк: \($0) …" }, failed: { "Ошибка: \($0)" },
        skipped: "Не выполнялось: не удался один из предыдущих блоков.", interrupted: "Прервано.",
        compared: { "Повтор; сравнение с запуском \($0) от \($1): \($2)." },
        verdict: { "Повтор: \($0)\($1.isEmpty ? "." : ". \($1)")" })
}
