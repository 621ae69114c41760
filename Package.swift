// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "labjournal",
    platforms: [.macOS(.v13)],
    products: [
        .executable(name: "labjournal", targets: ["labjournal"]),
        .library(name: "LabModel", targets: ["LabModel"]),
    ],
    targets: [
        .target(name: "LabModel", swiftSettings: settings),
        .executableTarget(name: "labjournal", dependencies: ["LabModel"], swiftSettings: settings),
    ]
)
