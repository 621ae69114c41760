internal import Foundation
internal import LabModel

// What was typed where it is not shown: a secret from then on, and an answer that a replay has to give as well.

extension ShellLog {
    /// Takes what was typed for a secret, and the line that asked for it for a prompt.
    func learn(_ bytes: [UInt8]) throws {
        guard let name = try recorder.secretName(ofTyped: String(decoding: bytes, as: UTF8.self)) else { return }
        let asked = Self.lastLine(of: psql?.statement == nil ? command?.tail ?? [] : psql?.whole ?? [])
        guard !asked.isEmpty else { return }
        let answer = Block.Attribute(name: "answer", value: "\(Template.escape(asked))=\(name)")
        if psql?.statement == nil { command?.take(answer) } else { psql?.answers.append(answer) }
    }

    /// A prompt as a replay waits for it: the line that stands open, without what ends a question.
    private static func lastLine(of bytes: [UInt8]) -> String {
        let line = String(decoding: bytes.suffix(while: { $0 != 0x0A && $0 != 0x0D }), as: UTF8.self)
        let text = line.replacing(#/\e\[[0-9;?]*[a-zA-Z]/#, with: "").filter { !$0.isControl }.suffix(200)
        return String(text.reversed().drop { $0.isWhitespace || $0 == ":" || $0 == "?" }.reversed())
    }

    /// A program asked for a password before it printed anything of its own: how a replay connects is another matter.
    func takeAnswered(output bytes: [UInt8]) throws {
        guard let end = bytes.firstIndex(of: 0x0A) else { return try recorder.append(bytes) }
        command?.isAnswered = false
        try recorder.append(Array(bytes[...end]))
        try recorder.beginOutput()
        try recorder.append(Array(bytes[(end + 1)...]))
    }

    /// The answers that a block of SQL has to give; those that the cluster's container knows are given anyway.
    func answers(_ given: [Block.Attribute], on cluster: String, _ user: String) -> [Block.Attribute] {
        let known = clusters[cluster]
        return known?.password != nil && known?.user == user ? [] : given
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
}

extension BidirectionalCollection {
    /// The longest end of which every element is like this.
    fileprivate func suffix(while isWanted: (Element) -> Bool) -> SubSequence {
        self[(lastIndex { !isWanted($0) }.map { index(after: $0) } ?? startIndex)...]
    }
}
