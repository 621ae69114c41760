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
        .library(name: "Journal", targets: ["Journal"]),
        .library(name: "LabFile", targets: ["LabFile"]),
        .library(name: "Terminal", targets: ["Terminal"]),
        .library(name: "Comparison", targets: ["Comparison"]),
        .library(name: "Report", targets: ["Report"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "LabModel", swiftSettings: settings),
        .target(
            name: "JournalMigrations", path: "migrations",
            resources: [
                .embedInCode("0001_journal.sql"), .embedInCode("0002_replay.sql"), .embedInCode("0003_secrets.sql"),
                .embedInCode("0004_recording.sql"), .embedInCode("0005_clusters.sql"),
                .embedInCode("0006_compression.sql"),
            ],
            swiftSettings: settings),
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .target(
            name: "Journal",
            dependencies: [
                "LabModel", "JournalMigrations", "CLZ4", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: settings),
        .systemLibrary(name: "CVTerm", pkgConfig: "vterm", providers: [.apt(["libvterm-dev"])]),
        .target(name: "Terminal", dependencies: ["CVTerm"], swiftSettings: settings),
        .target(name: "Casts", dependencies: ["LabModel", "Terminal"], swiftSettings: settings),
        .target(name: "Report", dependencies: ["Terminal"], swiftSettings: settings),
        .systemLibrary(name: "CMarkGFM", pkgConfig: "libcmark-gfm", providers: [.apt(["libcmark-gfm-dev"])]),
        .target(
            name: "LabFile", dependencies: ["LabModel", "CMarkGFM", .product(name: "Yams", package: "Yams")],
            exclude: ["lab-format.md"],
            swiftSettings: settings),
        .target(name: "CLibPQ"),
        .target(name: "Clusters", dependencies: ["LabModel", "CLibPQ"], swiftSettings: settings),
        .target(name: "Comparison", dependencies: ["LabModel"], swiftSettings: settings),
        .target(
            name: "Runner", dependencies: ["LabModel", "Journal", "Capture", "Clusters", "Comparison", "Terminal"],
            swiftSettings: settings),
        .target(name: "CPTY"),
        .target(name: "Capture", dependencies: ["LabModel", "CPTY"], swiftSettings: settings),
        .executableTarget(
            name: "labjournal",
            dependencies: [
                "LabModel", "Journal", "Capture", "Terminal", "Report", "LabFile", "Clusters", "Comparison",
                "Runner", "Casts",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [
                .embedInCode("Labs/physical-replication.en.lab.md"),
                .embedInCode("Labs/physical-replication.ru.lab.md"),
                .embedInCode("Labs/logical-replication.en.lab.md"),
                .embedInCode("Labs/logical-replication.ru.lab.md"),
                .embedInCode("Labs/cascade.en.lab.md"),
                .embedInCode("Labs/cascade.ru.lab.md"),
                .embedInCode("Labs/failover.en.lab.md"),
                .embedInCode("Labs/failover.ru.lab.md"),
                .embedInCode("Labs/slot-retention.en.lab.md"),
                .embedInCode("Labs/slot-retention.ru.lab.md"),
                .embedInCode("Image/docker-entrypoint.sh"), .embedInCode("Image/build-image.sh"),
            ], swiftSettings: settings),
        .target(name: "SecretFixture", path: "Tests/SecretFixture", swiftSettings: settings),
        .testTarget(name: "LabModelTests", dependencies: ["LabModel", "SecretFixture"], swiftSettings: settings),
        .testTarget(name: "LabFileTests", dependencies: ["LabFile", "LabModel"], swiftSettings: settings),
        .testTarget(name: "ClustersTests", dependencies: ["Clusters", "LabModel"], swiftSettings: settings),
        .testTarget(
            name: "labjournalTests",
            dependencies: ["labjournal", "SecretFixture", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .testTarget(name: "TerminalTests", dependencies: ["Terminal"], swiftSettings: settings),
        .executableTarget(
            name: "RecordForever", dependencies: ["LabModel", "Journal"], path: "Tests/RecordForever",
            swiftSettings: settings),
        .testTarget(
            name: "JournalTests",
            dependencies: [
                "LabModel", "Journal", "JournalMigrations", "RecordForever", "SecretFixture",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: settings),
        .testTarget(name: "CaptureTests", dependencies: ["LabModel", "Capture"], swiftSettings: settings),
        .testTarget(
            name: "CastsTests", dependencies: ["Casts", "LabModel"], exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(name: "ReportTests", dependencies: ["Report"], swiftSettings: settings),
        .testTarget(
            name: "ComparisonTests", dependencies: ["LabModel", "Comparison"], exclude: ["Fixtures"],
            swiftSettings: settings),
        .testTarget(
            name: "RunnerTests", dependencies: ["LabModel", "LabFile", "Capture", "Runner"], swiftSettings: settings),
        .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    ]
)
