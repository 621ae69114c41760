internal import Foundation
internal import Journal
internal import LabModel

// Records into a journal, for tests that need another process:
//   RecordForever JOURNAL            one entry that goes on, a numbered line each 5 ms, until it is killed
//   RecordForever JOURNAL COUNT      COUNT short entries, then the end of the run

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

func entry(_ number: Int) throws -> EntryDescription {
    let block = Block(kind: .shell, body: "line \(number)\n")
    let task = try BlockTask(block) { _ in nil }
    return EntryDescription(block: block, task: task, step: 1, prose: "Lines.", columns: 80)
}

let path = CommandLine.arguments[1]
let count = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) : nil
let recorder = try Recorder(
    path: path, id: Recorder.newRunID(),
    run: RunDescription(
        kind: .play, lab: "forever", title: nil, language: nil, source: [], driver: "local", variables: [],
        programVersion: "1", host: "here", os: "any", columns: 80, rows: 24), redactor: Redactor())
try recorder.step(1, prose: "Lines.")

if let count {
    for number in 0..<count {
        try recorder.begin(entry(number))
        try recorder.append(Array("line \(number)\n".utf8))
        try recorder.end(.ok)
    }
    try recorder.finish(.ok)
} else {
    try recorder.begin(entry(0))
    for number in 0... {
        try recorder.append(Array("line \(number)\n".utf8))
        say("\(number)")
        usleep(5000)
    }
}
