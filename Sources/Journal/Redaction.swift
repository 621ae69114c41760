internal import LabModel

// Whatever people, servers and programs wrote goes through the redactor; what the program itself counts on (names of
// the lab, identifiers, numbers) does not.

extension RunDescription {
    func redacted(by redactor: Redactor) -> RunDescription {
        var result = self
        result.lab = redactor.redact(lab)
        result.title = title.map(redactor.redact)
        result.source = Self.quoted(redactor.redact(source))
        result.variables = variables.map { Variable(name: $0.name, value: redactor.redact($0.value, of: $0.name)) }
        return result
    }
}

extension RunDescription {
    /// A lab whose front matter is YAML as before: a scalar that is now a name in braces would be a mapping.
    static func quoted(_ source: [UInt8]) -> [UInt8] {
        let text = String(decoding: source, as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first?.hasPrefix("---") == true, text.contains("{{"), Array(text.utf8) == source,
            let end = lines.dropFirst().firstIndex(where: { $0.hasPrefix("---") })
        else { return source }
        for index in 1..<end {
            lines[index] = Substring(
                lines[index].replacing(#/([:,\[{-] *)({{[\w.-]+}})(?=[ ,}\]\r]|$)/#) { "\($0.1)\"\($0.2)\"" })
        }
        return Array(lines.joined(separator: "\n").utf8)
    }
}

extension ClusterRecord {
    func redacted(by redactor: Redactor) -> ClusterRecord {
        var result = self
        result.host = redactor.redact(host)
        result.address = redactor.redact(address)
        result.data = data.map(redactor.redact)
        result.binaries = binaries.map(redactor.redact)
        result.serverVersion = serverVersion.map(redactor.redact)
        result.givenData = givenData.map(redactor.redact)
        result.conninfo = conninfo.map(redactor.redact)
        result.container = container.map(redactor.redact)
        return result
    }
}

extension EntryDescription {
    /// The task keeps its own words: `insert` redacts those that it writes.
    func redacted(by redactor: Redactor) -> EntryDescription {
        var result = self
        let attributes = block.attributes.map { $0.redacted(by: redactor) }
        result.block = Block(kind: block.kind, attributes: attributes, body: redactor.redact(block.body))
        result.prose = redactor.redact(prose)
        result.directory = directory.map(redactor.redact)
        return result
    }
}

extension Block.Attribute {
    /// An answer's prompt stands before the last `=`; the name behind it looks like a password there, and is none.
    fileprivate func redacted(by redactor: Redactor) -> Block.Attribute {
        guard let value else { return self }
        let end = name == "answer" ? value.lastIndex(of: "=") : nil
        let text = end.map { redactor.redact(String(value[..<$0])) + value[$0...] } ?? redactor.redact(value)
        return Block.Attribute(name: name, value: text, column: column)
    }
}

extension Observation {
    func redacted(by redactor: Redactor) -> Observation {
        var result = self
        for index in slots.indices {
            result.slots[index].slotName = redactor.redact(slots[index].slotName)
            result.slots[index].database = slots[index].database.map(redactor.redact)
        }
        for index in senders.indices {
            result.senders[index].applicationName = senders[index].applicationName.map(redactor.redact)
        }
        result.receiver?.slotName = receiver?.slotName.map(redactor.redact)
        result.receiver?.senderHost = receiver?.senderHost.map(redactor.redact)
        return result
    }
}
