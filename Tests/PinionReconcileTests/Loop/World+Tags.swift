import PinionModel
import PinionReconcile
import PinionTesting

extension World {
    /// Puts a tag for a run that holds the ledger, where the tag still is where the plan saw it.
    mutating func put(
        _ write: TagWrite, of run: Int, _ holding: CommitID, _ until: Timestamp
    ) -> TagOutcome {
        guard now < until else {
            return TagOutcome(
                write, failure: .withdrawn("the intent of this run has expired"))
        }
        guard chain.last?.id == holding else {
            return TagOutcome(write, failure: .withdrawn("another run wrote the ledger"))
        }
        trace.append("tag \(write.repository.path)")
        guard canTag else {
            return TagOutcome(
                write,
                failure: .registry(.forbidden(write.tagged, reason: "it is immutable")))
        }
        if let tagError { return TagOutcome(write, failure: .registry(tagError)) }
        guard tags[write.tagged] == write.before else { return TagOutcome(write, failure: .moved) }
        tags[write.tagged] = write.after
        tagWrites.append((run, write))
        return TagOutcome(write)
    }
}
