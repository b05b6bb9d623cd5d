/// Answers that are looked up once: callers during a lookup wait for its answer.
package actor SharedAnswers<Question: Hashable & Sendable, Answer: Sendable> {
    private enum State {
        /// A lookup runs, and these callers wait. → known
        case underWay([CheckedContinuation<Answer, Never>])
        case known(Answer)
    }

    private var states: [Question: State] = [:]

    /// Returns the answer to a question; `find` is called only for the first caller.
    func answer(to question: Question, _ find: @Sendable () async -> Answer) async -> Answer {
        switch states[question] {
        case .known(let answer): return answer
        case .underWay: return await withCheckedContinuation { wait(for: question, $0) }
        case nil: break
        }
        states[question] = .underWay([])
        let answer = await find()
        if case .underWay(let waiting) = states[question] {
            for one in waiting { one.resume(returning: answer) }
        }
        states[question] = .known(answer)
        return answer
    }

    private func wait(for question: Question, _ one: CheckedContinuation<Answer, Never>) {
        switch states[question] {
        case .underWay(let waiting): states[question] = .underWay(waiting + [one])
        case .known(let answer): one.resume(returning: answer)
        case nil: preconditionFailure("a question is never taken back")
        }
    }
}
