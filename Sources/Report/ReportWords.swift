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

    /// The words for a language by its BCP 47 tag; English for those that have none.
    public static func inLanguage(_ tag: String?) -> ReportWords {
        tag?.hasPrefix("ru") == true ? russian : english
    }

    private static let english = ReportWords(
        leftOut: Picture.englishLeftOut, failed: { "Failed: \($0)" },
        skipped: "Not run, because an earlier block had failed.", interrupted: "Interrupted.")

    private static let russian = ReportWords(
        leftOut: { "… пропущено строк: \($0) …" }, failed: { "Ошибка: \($0)" },
        skipped: "Не выполнялось: не удался один из предыдущих блоков.", interrupted: "Прервано.")
}
