internal import Foundation
internal import LabModel

/// The verdicts as JUnit XML, in the form that continuous integration servers read
/// (https://github.com/testmoapp/junitxml).
enum JUnit {
    static func write(_ run: ComparedRun, to path: String) throws {
        do {
            try Data(text(of: run).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure(.error, "\(path) cannot be written", remedy: "Name another file with --junit.")
        }
    }

    static func text(of run: ComparedRun) -> String {
        let summary = run.summary
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuite name=\"labjournal replay \(escape(run.origin ?? run.run))\" tests=\"\(run.entries.count)\""
        text += " failures=\"\(summary.different)\" errors=\"\(summary.failed)\" skipped=\"\(summary.skipped)\">\n"
        for entry in run.entries { text += testCase(entry) }
        return text + "</testsuite>\n"
    }

    private static func testCase(_ entry: ComparedEntry) -> String {
        let what = [entry.kind, entry.cluster, entry.picture].compactMap(\.self).joined(separator: " ")
        let time = entry.durationSeconds ?? 0
        let head =
            "  <testcase classname=\"step \(entry.step)\" name=\"\(entry.position) \(escape(what))\" time=\"\(time)\""
        switch entry.verdict {
        case "different": return head + ">\n" + problem("failure", entry) + "  </testcase>\n"
        case "failed": return head + ">\n" + problem("error", entry) + "  </testcase>\n"
        case "skipped":
            return head + ">\n    <skipped message=\"\(escape(entry.reason ?? ""))\"/>\n  </testcase>\n"
        default: return head + "/>\n"
        }
    }

    private static func problem(_ element: String, _ entry: ComparedEntry) -> String {
        let lines = entry.differences.map { difference in
            let values = "recorded \(difference.recorded ?? "nothing"), came out \(difference.replayed ?? "nothing")"
            return "\(difference.place): \(values)"
        }
        let message = entry.error ?? lines.first ?? entry.verdict
        return "    <\(element) message=\"\(escape(message))\">\(escape(lines.joined(separator: "\n")))</\(element)>\n"
    }

    /// What may not stand in XML 1.0 becomes U+FFFD (https://www.w3.org/TR/xml/#charsets).
    private static func escape(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
