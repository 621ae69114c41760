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
        .library(name: "Journal", targets: ["Journal"]),
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
            name: "JournalMigrations", path: "migrations", resources: [.embedInCode("0001_journal.sql")],
            swiftSettings: settings),
        .target(
            name: "Journal",
            dependencies: [
                "LabModel", "JournalMigrations", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: settings),
        .target(name: "CPTY"),
        .target(name: "Capture", dependencies: ["LabModel", "CPTY"], swiftSettings: settings),
        .executableTarget(
            name: "labjournal",
            dependencies: [
                "LabModel", "Journal", "Capture",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: settings),
    ]
)
