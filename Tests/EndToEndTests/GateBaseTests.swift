import PinionTesting
import Testing

/// Which base the gate judges by, and what it says of it to a forge, through the program.
@Suite(.timeLimit(.minutes(10)))
struct GateBaseTests {
    @Test func `a branch that has the pin already gives no success to a change that main refuses`()
        async throws
    {
        try await GateScene.with { scene in
            let refused = try await scene.check()
            #expect(refused.code == 3, "\(refused.output)\(refused.errors)")
            #expect(scene.status()?.state == "failure")
            let tip = try await scene.tip()
            #expect(scene.status()?.sentence.contains("main at \(tip): window-closed") == true)

            // Somebody pushes the same pin to a branch that nobody guards, and opens a pull request into that.
            try await scene.commit(
                [GateScene.pins: GateScene.pinning(web: SampleImage.web183)], on: "other")
            scene.forge.retarget(1, to: "other")
            let count = scene.forge.statuses.count
            for arguments in [[], ["--base", "other"], ["--target", "main"]] {
                // What the forge says goes before what the job says.
                let other = try await scene.check(arguments, target: "main")
                #expect(other.code == 3, "\(other.output)\(other.errors)")
                #expect(other.errors.contains("goes into other"))
            }
            #expect(scene.forge.statuses.count == count)
            #expect(scene.status()?.state == "failure")
            #expect(scene.forge.comments.last?.body.contains("not judged") == true)

            // Where nothing tells the target, the tracked branch judges all the same; another base is refused.
            scene.forge.retarget(1, to: "main")
            let based = try await scene.check(["--base", "other"])
            #expect(based.code == 1, "\(based.output)\(based.errors)")
            #expect(based.errors.contains("not on main, the tracked branch"), "\(based.errors)")
            #expect(scene.status()?.state == "error")
            let again = try await scene.check()
            #expect(again.code == 3 && scene.status()?.state == "failure")
        }
    }

    @Test func `the change's own pinion yaml names no tracked branch`() async throws {
        try await GateScene.with { scene in
            let settings = try scene.shop.read("pinion.yaml")
            try await scene.commit(["pinion.yaml": "branch: other\n\(settings)"], on: "change")
            let moved = try await scene.check()
            #expect(moved.code == 3, "\(moved.output)\(moved.errors)")
            #expect(moved.output.contains("state-moved"))
            #expect(scene.status()?.state == "failure")
        }
    }

    @Test func `a change that is behind is judged as it merges into the present tip`() async throws
    {
        try await GateScene.with(frozen: false) { scene in
            let green = try await scene.check()
            #expect(green.code == 0, "\(green.output)\(green.errors)")
            #expect(scene.status()?.state == "success")

            // Another change is merged, of other files.
            try await scene.commit(["README.md": "a shop\n"], on: "main")
            let before = try await scene.shop.everything()
            let behind = try await scene.check()
            #expect(behind.code == 0, "\(behind.output)\(behind.errors)")
            #expect(behind.output.contains("behind its base"))
            let tip = try await scene.tip()
            #expect(scene.status()?.sentence.contains("main at \(tip)") == true)
            #expect(try await scene.shop.everything() == before)
            #expect(scene.forge.comments.count == 1)

            // Then a freeze is: the old green is not left standing.
            try await scene.commit(
                [
                    GateScene.rules: try scene.shop.read(GateScene.rules)
                        + "freeze: { reason: stocktaking }\n"
                ], on: "main")
            let frozen = try await scene.check()
            #expect(frozen.code == 3, "\(frozen.output)\(frozen.errors)")
            #expect(scene.status()?.state == "failure")
            #expect(scene.status("pinion/production")?.state == "failure")
            #expect(scene.forge.comments.first?.body.contains("stocktaking") == true)
        }
    }

    @Test func `lines of one pins file that both changed are for the change to put together`()
        async throws
    {
        try await GateScene.with(frozen: false) { scene in
            // git has several ways of putting lines together, and forges choose one of them.
            try await scene.commit(
                [GateScene.pins: GateScene.pinning(db: SampleImage.web190)], on: "main")
            let behind = try await scene.check()
            #expect(behind.code == 1, "\(behind.output)\(behind.errors)")
            #expect(behind.output.contains("merge-conflict"), "\(behind.output)")
            #expect(scene.status()?.state == "error")
            try await scene.shop.git("checkout", "--quiet", "change")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "main")
            try await scene.push("change")
            let merged = try await scene.check()
            #expect(merged.code == 0, "\(merged.output)\(merged.errors)")
        }
    }

    @Test func `a job of one commit says nothing of another, whatever follows`() async throws {
        try await GateScene.with { scene in
            // The change is taken back on top: that is harmless, and its job is green.
            let bad = try await scene.shop.git("rev-parse", "change")
            let back = try await scene.commit([GateScene.pins: GateScene.pinning()], on: "change")
            scene.forge.push(back, to: "kept")
            let green = try await scene.check(["--head", back])
            #expect(green.code == 0, "\(green.output)\(green.errors)")
            #expect(scene.status()?.commit == back)
            // Then the branch is set back, and the job of the harmless commit runs again.
            try await scene.shop.git("checkout", "--quiet", "--detach", bad)
            try await scene.shop.git("branch", "--force", "change", bad)
            try await scene.push("change")
            #expect(try await scene.check().code == 3)
            let again = try await scene.check(["--head", back])
            #expect(again.code == 0, "\(again.output)\(again.errors)")
            #expect(
                scene.forge.statuses.last { $0.commit == bad && $0.context == "pinion" }?.state
                    == "failure")
            #expect(scene.forge.comments.last?.body.contains("may not be merged") == true)

            // A merge that was pushed, and that a job has checked out, is no merge that the CI made.
            try await scene.shop.git("checkout", "--quiet", "--detach", "main")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "-s", "ours", bad)
            scene.forge.push(try await scene.shop.git("rev-parse", "HEAD"), to: "kept")
            let pushed = try await scene.check(
                ["--head", "HEAD"], ["GITHUB_REF": "refs/pull/1/merge"])
            #expect(pushed.code == 3, "\(pushed.output)\(pushed.errors)")
            #expect(
                scene.forge.statuses.allSatisfy {
                    $0.commit != bad || $0.context != "pinion" || $0.state != "success"
                })
        }
    }

    @Test func `a status that somebody else set stays, and one of ours is brought up to date`()
        async throws
    {
        try await GateScene.with(frozen: false) { scene in
            let head = try await scene.shop.git("rev-parse", "change")
            scene.forge.set("pinion/nightly", "success", of: head)
            scene.forge.set("pinion/production", "pending", of: head)
            try await scene.shop.git("checkout", "--quiet", "main")
            try await scene.shop.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
            try await scene.push("main")
            let landed = try await scene.check()
            #expect(landed.code == 0, "\(landed.output)\(landed.errors)")
            #expect(scene.forge.statuses.filter { $0.context == "pinion/nightly" }.count == 1)
            #expect(scene.status("pinion/production")?.state == "success")
        }
    }

    @Test func `a change that cannot be merged is told so, and what to do`() async throws {
        try await GateScene.with(frozen: false) { scene in
            try await scene.check()
            try await scene.commit(
                [GateScene.pins: GateScene.pinning(web: SampleImage.web190)], on: "main")
            let conflict = try await scene.check()
            #expect(conflict.code == 1, "\(conflict.output)\(conflict.errors)")
            #expect(conflict.output.contains("merge-conflict"), "\(conflict.output)")
            for context in ["pinion", "pinion/rules", "pinion/production"] {
                #expect(scene.status(context)?.state == "error", "\(context)")
            }
            #expect(scene.forge.comments.first?.body.contains("merge the base") == true)
        }
    }

    @Test
    func `what said success is taken back while it is judged anew, and whatever becomes of it`()
        async throws
    {
        try await GateScene.with(frozen: false) { scene in
            try await scene.check()
            let again = try await scene.check()
            #expect(again.code == 0, "\(again.output)\(again.errors)")
            for context in ["pinion", "pinion/rules", "pinion/production"] {
                let words = scene.forge.statuses.filter { $0.context == context }.map(\.state)
                #expect(words == ["success", "pending", "success"])
            }

            // The change is merged: nothing of it is left to judge, and the status of the environment says so.
            try await scene.shop.git("checkout", "--quiet", "main")
            try await scene.shop.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
            try await scene.push("main")
            let landed = try await scene.check()
            #expect(landed.code == 0, "\(landed.output)\(landed.errors)")
            #expect(landed.output.contains("every commit of the change already"))
            #expect(
                scene.status("pinion/production")?.sentence.hasSuffix("nothing of it is touched")
                    == true)
        }
    }

    @Test func `a run that cannot judge says so, on the commit and in the comment`() async throws {
        try await GateScene.with(frozen: false) { scene in
            try await scene.check()
            try await scene.shop.git("checkout", "--quiet", "change")
            let tree = try await scene.shop.git("rev-parse", "HEAD^{tree}")
            // The commit that both began from is not there, as in a shallow clone.
            let alone = try await scene.shop.git("commit-tree", tree, "-m", "Alone")
            scene.forge.push(alone, to: "change")
            let apart = try await scene.check(["--head", alone])
            #expect(apart.code == 1, "\(apart.output)\(apart.errors)")
            #expect(apart.errors.contains("no commit in common"))
            for context in ["pinion", "pinion/rules"] {
                #expect(scene.status(context)?.state == "error")
                #expect(scene.status(context)?.commit == alone)
            }
            #expect(scene.forge.comments.first?.body.contains("could not be judged") == true)

            // Settings of the base that cannot be read: the remote's address alone tells no forge, and the exit code stays.
            try await scene.commit(["pinion.yaml": "forge: [\n"], on: "main")
            let broken = try await scene.check()
            #expect(broken.code == 1, "\(broken.output)\(broken.errors)")
            #expect(broken.errors.contains("pinion.yaml"))
        }
    }

    @Test func `an older job writes no comment over a newer one`() async throws {
        try await GateScene.with(frozen: false) { scene in
            let old = try await scene.shop.git("rev-parse", "change")
            try await scene.commit(
                [GateScene.pins: GateScene.pinning(web: SampleImage.web190)], on: "change")
            try await scene.check()
            let body = scene.forge.comments.first?.body
            scene.forge.push(old, to: "older")
            let late = try await scene.check(["--head", old])
            #expect(late.code == 0, "\(late.output)\(late.errors)")
            #expect(scene.forge.comments.map(\.body) == [body])
            #expect(scene.forge.statuses.last?.commit == old)
        }
    }

    @Test func `a merge queue is judged by what would land, all of it against the tip`()
        async throws
    {
        try await GateScene.with(frozen: false) { scene in
            // The group: main, an earlier change with a tag without a digest, and this one.
            try await scene.shop.git("checkout", "--quiet", "-b", "group", "main")
            try scene.shop.write(
                GateScene.pinning(db: "\(SampleImage.repository):latest"), to: GateScene.pins)
            try await scene.shop.git("commit", "--quiet", "--all", "--message", "Earlier")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "change")
            let group = try await scene.shop.git("rev-parse", "HEAD")
            scene.forge.push(group, to: "group")
            var command = scene.shop.command(
                ["check", "--head", group, "--comment", "--status", "--offline"])
            command.environment["GITEA_TOKEN"] = StubForge.token
            command.environment["GITHUB_REF"] =
                "refs/heads/gh-readonly-queue/main/pr-1-\(try await scene.shop.git("rev-parse", "main"))"
            let outcome = try await command.run()
            #expect(outcome.code == 1, "\(outcome.output)\(outcome.errors)")
            #expect(Set(scene.forge.statuses.map(\.commit)) == [group])
            #expect(scene.status()?.state == "error")
            #expect(scene.forge.comments.isEmpty)
        }
    }

    @Test func `two green proposals: after one is merged, the other one comes along`() async throws
    {
        try await GateScene.with(frozen: false) { scene in
            let shop = scene.shop
            func propose(_ command: [String]) async throws -> (CommandOutcome, String) {
                var command = shop.command(command)
                command.environment["GITEA_TOKEN"] = StubForge.token
                let outcome = try await command.run()
                try await shop.git("fetch", "--quiet", "origin")
                let branch = try await shop.git("rev-parse", "origin/pinion/production/propose")
                scene.forge.push(branch, to: "pinion/production/propose")
                return (outcome, branch)
            }
            func gate(_ head: String) async throws -> CommandOutcome {
                var command = shop.command(
                    ["check", "--head", head, "--status", "--offline", "--pull-request", "2"])
                command.environment["GITEA_TOKEN"] = StubForge.token
                return try await command.run()
            }
            scene.forge.push(
                try await scene.shop.git("rev-parse", "main"), to: "pinion/production/propose")
            let order = ["propose", "production", "db=:1.9.0-rc1"]
            let (first, proposed) = try await propose(order)
            #expect(first.code == 0, "\(first.output)\(first.errors)")
            #expect(try await gate(proposed).code == 0)
            #expect(try await scene.check().code == 0)

            // The other one is merged: branches must be up to date from here on.
            try await scene.commit(
                [GateScene.pins: GateScene.pinning(web: SampleImage.web183)], on: "main")
            let (second, refreshed) = try await propose(order)
            #expect(second.code == 0, "\(second.output)\(second.errors)")
            #expect(refreshed != proposed)
            try await shop.git("merge-base", "--is-ancestor", "main", refreshed)
            let judged = try await gate(refreshed)
            #expect(judged.code == 0, "\(judged.output)\(judged.errors)")
            #expect(scene.status()?.commit == refreshed && scene.status()?.state == "success")
            #expect(scene.forge.pulls.count == 2)
        }
    }
}
