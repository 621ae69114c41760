/// Something in a plan that destroys, or reaches outside the lab.
public struct Hazard: Sendable, Equatable {
    public let step: Int
    public let line: Int
    public let text: String
    public let reason: String
}

extension Plan {
    /// What in the plan destroys or reaches outside the lab, in order.
    public var hazards: [Hazard] { [] }
}
