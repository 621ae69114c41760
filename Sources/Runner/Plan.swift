public import LabModel

/// What a run is to carry out: a lab, with everything that was said on the command line.
public struct Plan: Sendable {
    /// The lab.
    public var lab: Lab
    /// The lab file's path, for errors.
    public var file: String
    /// The variables with the values that hold in this run.
    public var variables: [Variable]
    /// The secrets with their values.
    public var secrets: [Variable]
    /// The driver of clusters that name none.
    public var driver: ClusterSpecification.Driver
    /// The steps to carry out, from 1.
    public var steps: ClosedRange<Int>
    /// Whether the clusters are left running at the end.
    public var keepsClusters: Bool
    /// The terminal's size in cells.
    public var columns: Int
    public var rows: Int

    /// Makes a plan of a whole lab.
    public init(
        lab: Lab, file: String, variables: [Variable], secrets: [Variable] = [],
        driver: ClusterSpecification.Driver = .local,
        steps: ClosedRange<Int>? = nil, keepsClusters: Bool = false, columns: Int = 120, rows: Int = 40
    ) {
        self.lab = lab
        self.file = file
        self.variables = variables
        self.secrets = secrets
        self.driver = driver
        self.steps = steps ?? 1...max(1, lab.steps.count)
        self.keepsClusters = keepsClusters
        self.columns = columns
        self.rows = rows
    }

    /// The blocks to carry out, each with its address; `output` blocks are never run.
    var blocks: [(address: BlockAddress, block: Block)] {
        steps.flatMap { step -> [(address: BlockAddress, block: Block)] in
            guard lab.steps.indices.contains(step - 1) else { return [] }
            return lab.steps[step - 1].blocks.filter { $0.kind != .output }.enumerated()
                .map { (address: BlockAddress(step: step, index: $0), block: $1) }
        }
    }
}
