/// Stands in until the first file of this target lands.
enum Stub {}
