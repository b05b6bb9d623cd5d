/// The sample shop's images, as pins name them; `examples/images` holds them.
enum SampleImage {
    static let repository = "registry.example.com/shop/web"
    static let web182 =
        "registry.example.com/shop/web:1.8.2@sha256:eb892a6450df54b26ea00660e3936986caef5bcad7c38d742d2fca0726d927e5"
    static let web183 =
        "registry.example.com/shop/web:1.8.3@sha256:bdcc16396d45472297ab6c8996120633197d83a7860aa1877c17ba18815c420c"
    static let web190 =
        "registry.example.com/shop/web:1.9.0-rc1@sha256:8da095fa90651cfa40bc67e0bf7515f9d76051945d22a04b17c3059cddb75775"
    static let api420 =
        "registry.example.com/shop/api:4.2.0@sha256:8ee3b464bb2e61de341bc272cee2021ec51d49396e1e41ac6d0c51539a3f3c68"
    static let api421 =
        "registry.example.com/shop/api:4.2.1@sha256:ad3764c4147527a5176f99414bfff51853a33ecdc33929c7fdf6f7985485311d"
    static let worker =
        "registry.example.com/shop/worker:3.1.0@sha256:7e78021c14a8daeee7488f4260f8237a95895795121e03f2e31dbe31a3a73ae6"

    /// The digest of a reference; empty where it has none.
    static func digest(of reference: String) -> String {
        reference.split(separator: "@").dropFirst().first.map(String.init) ?? ""
    }
}
