/// One change that a proposal makes to the pins of an environment.
///
/// It says what is wanted, not how the text changes, so that it can be made again on another tip.
package enum PinChange: Hashable, Sendable {
    /// Puts another image on an existing pin.
    case move(PinKey, from: PinnedImage, to: PinnedImage)
    /// Pins a service without a pin, or further containers of a pinned one.
    case add(Service)
    /// Puts a hold on a pin, in place of any it has.
    case hold(PinKey, Hold)
    /// Removes the hold from a pin.
    case release(PinKey)

    /// The service that it concerns.
    package var service: Service.Name {
        switch self {
        case .move(let key, _, _), .hold(let key, _), .release(let key): key.service
        case .add(let service): service.name
        }
    }

    /// The pin that it concerns; for an addition, the key of the service.
    package var key: PinKey {
        switch self {
        case .move(let key, _, _), .hold(let key, _), .release(let key): key
        case .add(let service): PinKey(service: service.name)
        }
    }
}
