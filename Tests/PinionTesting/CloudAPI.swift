import FoundationEssentials

/// The emulators of AWS that a test runs beside: ECS with tasks that are real containers, and what belongs to it.
///
/// `Tests/Rig/with-cloud` starts them and names them in the environment, with the keys of a user whose signatures are
/// checked. A test without them fails; it is never skipped. `Tests/Rig/EMULATORS.md` says where they are wrong.
package struct CloudAPI: Sendable {
    /// The endpoint of ECS, ECR, CloudFormation, IAM and STS: a URL.
    package let endpoint: String
    /// The endpoint of CodePipeline: a URL.
    package let pipelines: String
    /// A Python that has boto3.
    package let python: String

    /// The emulators that the environment names.
    ///
    /// - Throws: `EngineFailure.noCloud` if it does not name them.
    package init() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let endpoint = environment["PINION_TEST_AWS"],
            let pipelines = environment["PINION_TEST_AWS_PIPELINES"],
            let python = environment["PINION_TEST_PYTHON"]
        else { throw EngineFailure.noCloud }
        self.endpoint = endpoint
        self.pipelines = pipelines
        self.python = python
    }
}
