internal import Foundation

/// The process's environment, one variable at a time: `ProcessInfo` makes a dictionary of all of them for each.
public enum Environment {
    /// The variable's value; nil when it is not set or empty, which POSIX programs take for the same.
    public static subscript(name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
