import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Since when what runs has been left in peace.
@Suite(.timeLimit(.minutes(10)))
struct SoakTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: String
        let write: @Sendable (inout Chronicle) -> Void

        init(
            _ name: String, _ expected: String,
            _ write: @escaping @Sendable (inout Chronicle) -> Void
        ) {
            testDescription = name
            self.expected = expected
            self.write = write
        }
    }

    /// Every chain is judged at hour 20.
    static let cases: [Case] = [
        Case("an empty ledger", "never") { _ in },
        Case("a baseline", "20h") { $0.observe(0, baseline: ["web": "a"]) },
        Case("a verified outcome", "18h") {
            $0.observe(0, baseline: ["web": "b"])
            $0.intend(1, ["web": "a"])
            $0.conclude(2, ["web": "a"])
        },
        Case("a failed outcome after it, mended", "9h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(10, ["web": "b"], ["web": .failed("x")], seeing: ["rollout-failed@web"])
            $0.observe(11)
        },
        Case("a critical finding that was mended", "14h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(4, "running-differs@web/web")
            $0.observe(6)
        },
        Case("a critical finding that stands", "running-differs for 16h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(4, "running-differs@web/web")
        },
        Case(
            "a critical finding that stands among others that come and go",
            "running-differs for 16h"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(4, "running-differs@web/web")
            $0.observe(8, "running-differs@web/web", "tag-moved@web/web")
        },
        Case("an unverified finding of the service", "14h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(4, "running-unverifiable@web/web")
            $0.observe(6)
        },
        Case("a runtime that did not answer", "14h") {
            $0.observe(0, baseline: ["web": "a", "api": "a"])
            $0.observe(4, "unreachable@")
            $0.observe(6)
        },
        Case("a runtime that does not answer", "unreachable for 16h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(4, "unreachable@")
        },
        Case("another service's critical finding", "20h") {
            $0.observe(0, baseline: ["web": "a", "api": "a"])
            $0.observe(4, "running-differs@api/api")
        },
        Case("another container of the service", "14h") {
            $0.observe(0, baseline: ["web": "a", "web/proxy": "a"])
            $0.observe(4, "running-differs@web/proxy")
            $0.observe(6)
        },
        Case("hazards, progress and notices", "20h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(
                4, "declared-floating@web/web", "change-pending@web/web", "tag-moved@web/web")
        },
        Case("a repair", "16h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(2, "declared-differs@web/web")
            $0.conclude(4, ["web": "a"])
        },
        Case("an outcome that saw it leave again", "running-differs for 18h") {
            $0.conclude(2, ["web": "a"], seeing: ["running-differs@web/web"])
        },
        Case("an intent for another service", "20h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.intend(3, ["api": "a"])
        },
        Case("an open intent", "changing") {
            $0.observe(0, baseline: ["web": "a"])
            $0.intend(3, ["web": "b"])
        },
        Case("another image under way", "changing") {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(3, ["web": "b"], ["web": .underWay("x")])
        },
        Case("another image that was under way", "12h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(3, ["web": "b"], ["web": .underWay("x")])
            $0.observe(8)
        },
        Case("an apply that was not begun", "20h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(3, ["web": "b"], ["web": .notBegun("x")])
        },
        Case("an interrupted run that had done its work", "15h") {
            $0.observe(0, baseline: ["web": "b"])
            $0.intend(3, ["web": "a"])
            $0.conclude(5, ["web": "a"], isInterrupted: true)
        },
        Case("a trouble before the verification", "10h") {
            $0.observe(0, baseline: ["web": "b"])
            $0.observe(2, "running-differs@web/web")
            $0.conclude(10, ["web": "a"])
        },
        Case("two troubles: the newer one counts", "5h") {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(2, "running-differs@web/web")
            $0.observe(4)
            $0.observe(14, "service-missing@web")
            $0.observe(15)
        },
        Case("a verification by a clock that is ahead", "0s") {
            $0.observe(30, baseline: ["web": "a"])
            $0.observe(4)
        },
    ]

    @Test(arguments: cases) func `the clock runs from the last trouble`(_ one: Case) throws {
        var chronicle = Chronicle()
        one.write(&chronicle)
        #expect(try chronicle.soak(at: 20) == one.expected)
    }

    @Test func `no more records are read than lead back to the oldest verification`() throws {
        var chronicle = Chronicle()
        for hour in 0..<100 { chronicle.observe(hour, "tag-moved@web/web") }
        chronicle.observe(100, baseline: ["web": "a"])
        chronicle.observe(101)
        var reading = SoakReading()
        var read = 0
        for record in chronicle.records where !reading.isComplete {
            try reading.read(record)
            read += 1
        }
        #expect(read == 2)
    }

    @Test func `a ledger that is not kept tells nothing`() {
        let soaks = [
            Scene.key: Soak(image: image("a"), verified: .test, clock: .running(since: .test))
        ]
        func book(_ apply: ApplyMode, _ place: LedgerLocation, isEmpty: Bool) -> LedgerSoaks {
            LedgerSoaks(soaks, isEmpty: isEmpty, place: place, apply: apply)
        }
        #expect(book(.never, .remote, isEmpty: false) == .notKept)
        #expect(book(.automatic, .local, isEmpty: true) == .onAnotherHost)
        #expect(book(.manual, .local, isEmpty: false) == .read(soaks))
        #expect(book(.automatic, .remote, isEmpty: true) == .read(soaks))
    }

    // MARK: Properties

    /// A chain of random entries of two services.
    private func random(_ numbers: inout SeededGenerator, upTo hours: Int) -> Chronicle {
        var chronicle = Chronicle()
        let findings = ["running-differs@web/web", "unreachable@", "tag-moved@web/web", ""]
        for hour in 0..<hours {
            let letter = "ab".randomElement(using: &numbers) ?? "a"
            let finding = findings.randomElement(using: &numbers) ?? ""
            let seen = finding.isEmpty ? [] : [finding]
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0: chronicle.observe(hour, baseline: ["web": letter])
            case 1: chronicle.conclude(hour, ["web": letter], seeing: seen)
            case 2:
                chronicle.conclude(hour, ["web": letter], ["web": .underWay("x")], seeing: seen)
            case 3: chronicle.conclude(hour, ["api": letter], seeing: seen)
            case 4: chronicle.intend(hour, ["api": letter])
            default:
                if finding.isEmpty {
                    chronicle.observe(hour)
                } else {
                    chronicle.observe(hour, finding)
                }
            }
        }
        return chronicle
    }

    @Test func `no soak is longer than the time since its verification`() throws {
        var numbers = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            let chronicle = random(&numbers, upTo: 12)
            for soak in try SoakReading.soaks(in: chronicle.records).values {
                #expect(soak.length(at: Chronicle.hour(20)) <= Chronicle.hour(20) - soak.verified)
            }
        }
    }

    @Test func `a critical observation in the last hours leaves no more than these hours`() throws {
        var numbers = SeededGenerator(seed: 8)
        for round in 0..<400 {
            var chronicle = random(&numbers, upTo: 12)
            chronicle.observe(12, baseline: ["web": "a"])
            chronicle.observe(
                13, round.isMultiple(of: 2) ? "running-differs@web/web" : "unreachable@")
            #expect(
                try SoakReading.soaks(in: chronicle.records)[Scene.key]?.length(
                    at: Chronicle.hour(20)) == .zero)
            chronicle.observe(14)
            #expect(try chronicle.soak(at: 20) == "6h")
        }
    }

    @Test func `what was read so far never gives more than the whole chain`() throws {
        var numbers = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            let chronicle = random(&numbers, upTo: 12)
            let whole = try SoakReading.soaks(in: chronicle.records)
            var reading = SoakReading()
            for record in chronicle.records {
                try reading.read(record)
                for (key, soak) in reading.soaks {
                    let end = Chronicle.hour(20)
                    #expect(soak.length(at: end) <= whole[key]?.length(at: end) ?? .zero)
                }
            }
        }
    }
}
