/// One thing that a proposal does to the pins of an environment.
///
/// It says what is wanted and not how the text changes, so that it can be made anew on another tip.
package enum PinChange: Hashable, Sendable {
    /// Puts another image on a pin that is there.
    case move(PinKey, from: PinnedImage, to: PinnedImage)
    /// Pins a service that has no pin, or further containers of one that has.
    case add(Service)
    /// Puts a hold on a pin, in place of the one that it has.
    case hold(PinKey, Hold)
    /// Takes the hold off a pin.
    case release(PinKey)

    /// The service that it concerns.
    package var service: Service.Name {
        switch self {
        case .move(let key, _, _), .hold(let key, _), .release(let key): key.service
        case .add(let service): service.name
        }
    }

    /// The pin that it concerns; the service's for an addition.
    package var key: PinKey {
        switch self {
        case .move(let key, _, _), .hold(let key, _), .release(let key): key
        case .add(let service): PinKey(service: service.name)
        }
    }
}
