import Capture
import Foundation
import LabModel
import Testing

/// Programs that ask, and what is typed at their prompts.
@Suite struct AnswerTests {
    private func answer(_ prompt: String, _ text: String) -> BlockTask.Answer {
        BlockTask.Answer(prompt: prompt, text: text)
    }

    private func type(
        _ lines: [String], _ answers: [BlockTask.Answer], limit: Duration = .seconds(60)
    ) throws -> Transcript {
        let bash = try Bash()
        var transcript = Transcript()
        transcript.end = try bash.session.type(lines, answers: answers, limit: limit, interrupt: nil) {
            transcript.take($0)
        }
        return transcript
    }

    @Test func `a hidden question is answered, and the answer is not shown`() throws {
        let lines = ["read -sp 'Password: ' word; echo", "echo ${#word}", "[ \"$word\" = 'gehe im' ]"]
        let told = try type(lines, [answer("password", "gehe im")])
        #expect(told.end == .done && told.statuses == [0, 0, 0])
        #expect(told.outputs == ["Password: \n", "7\n", ""])
        #expect(told.text.components(separatedBy: "gehe im").count == 2, "it stands in the third line alone")
    }

    @Test func `each prompt takes the first answer that fits, as often as it comes`() throws {
        let line = "for i in 1 2; do read -p 'Name? ' a; read -p 'Old name of me? ' b; echo \"$a-$b\"; done"
        let told = try type([line], [answer("old", "y"), answer("NAME", "x")])
        #expect(told.end == .done)
        #expect(told.outputs.first?.contains("x-y\nName? x\nOld name of me? y\nx-y\n") == true)
    }

    @Test func `a line that has ended, or what was typed, is no prompt`() throws {
        let lines = ["echo 'Password: '; sleep 0.3; read -t 0.3 word || true", "echo \"<$word>\""]
        let told = try type(lines, [answer("Password", "x")])
        #expect(told.end == .done)
        #expect(told.outputs.last == "<>\n")
    }

    @Test func `a question without end is ended by the time limit`() throws {
        let line = "while read -sp 'Password: ' word; do [ \"$word\" = right ] && break; done"
        let told = try type([line], [answer("Password", "wrong")], limit: .seconds(1))
        #expect(told.end == .timedOut)
        #expect(told.text.components(separatedBy: "Password: ").count > 3)
    }
}
