/// Certificates for servers on loopback: made once, signed by an authority that exists only here.
///
/// The keys protect nothing. All are of curve P-256 and valid from 2020 to 2120, but for the expired one.
package enum TestCertificates {
    /// A certificate with its key, as PEM texts.
    package struct Identity: Sendable {
        /// The certificate.
        package let certificate: String
        /// Its private key.
        package let key: String
    }

    /// The authority that signed all of them.
    package static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBeTCCAR6gAwIBAgIGEDFgUmI1MAoGCCqGSM49BAMCMCAxHjAcBgNVBAMMFVBp
        bmlvbiB0ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
        MDAwMFowIDEeMBwGA1UEAwwVUGluaW9uIHRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAE/jzHnoy9Ye0kVjBMNmv2tJYH1WdY0RvO+J64Fy1T
        9cgRH78dbEz+/dnxp5XUwPdue3Yc21+YQROSEztPpxNuOqNCMEAwDwYDVR0TAQH/
        BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAgQwHQYDVR0OBBYEFA7iIGPAgq4d+8FzICWl
        CfyZ5FfVMAoGCCqGSM49BAMCA0kAMEYCIQD/7NHHuA4vbJPdLTaUNPR1rtCl2Vn2
        b3VVWYEPOpQVSQIhAMY31vLAWlQPa7VtVKc4jhXm4CqRoDvBor6Abnd92n0S
        -----END CERTIFICATE-----
        """

    /// For `127.0.0.1` and `localhost`.
    package static let server = Identity(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBpTCCAUugAwIBAgIGEDFmERYUMAoGCCqGSM49BAMCMCAxHjAcBgNVBAMMFVBp
            bmlvbiB0ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
            MDAwMFowETEPMA0GA1UEAwwGc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
            QgAEHdA+qS1G5b2vEPksF2p7aHIWlmJS7aszdJaXgl2GOc7qKU08goj0yNof0hbw
            nl6fF3f5ZGOhKFDr0t8acrqLaaN+MHwwGgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxo
            b3N0MBMGA1UdJQQMMAoGCCsGAQUFBwMBMAkGA1UdEwQCMAAwHQYDVR0OBBYEFOBy
            JQiQimtim4SXdgsqdvaFeuoZMB8GA1UdIwQYMBaAFA7iIGPAgq4d+8FzICWlCfyZ
            5FfVMAoGCCqGSM49BAMCA0gAMEUCIHrSRcP/JXcsOlrGC7b3cIZe/sLRsSaPvyuh
            MgIsPhwHAiEAqrHOjcUiL2lyy+bkDOOg1gatfdg5ozpEM/glc9evngU=
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoO6NHry7cdeKaQQd
            jDyXovEH33j80Eb1J5+HQyOyveGhRANCAAQd0D6pLUblva8Q+SwXantochaWYlLt
            qzN0lpeCXYY5zuopTTyCiPTI2h/SFvCeXp8Xd/lkY6EoUOvS3xpyuotp
            -----END PRIVATE KEY-----
            """)

    /// For `127.0.0.1` and `localhost`, until 2020.
    package static let expired = Identity(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBpDCCAUqgAwIBAgIGECgkgohDMAoGCCqGSM49BAMCMCAxHjAcBgNVBAMMFVBp
            bmlvbiB0ZXN0IGF1dGhvcml0eTAeFw0xODAxMDEwMDAwMDBaFw0yMDAxMDEwMDAw
            MDBaMBIxEDAOBgNVBAMMB2V4cGlyZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AAT0aqi/TZU08qb+9JtWhro0QTeA2QcibF2/uDGjxgGZprKBkCJxAOPnCEuuoRL3
            UG4k+eRcMbbGkRjtIArokVLJo34wfDAaBgNVHREEEzARhwR/AAABgglsb2NhbGhv
            c3QwEwYDVR0lBAwwCgYIKwYBBQUHAwEwCQYDVR0TBAIwADAdBgNVHQ4EFgQUP0mj
            Nj3tCZyeDBBwf4G2X/BJlXgwHwYDVR0jBBgwFoAUDuIgY8CCrh37wXMgJaUJ/Jnk
            V9UwCgYIKoZIzj0EAwIDSAAwRQIhAO7S4AB+sGWZ2cs1VgdT/S/wvzZFLuqMi43/
            KrQI2DscAiAlbsr62SY56rQKBMDJ9cQ+BO28f7qECUk/UcxUtEWVtQ==
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsb5zePY0nmmFWhwY
            2HnIgle4i0s7Tgg8c2G2c293hU6hRANCAAT0aqi/TZU08qb+9JtWhro0QTeA2Qci
            bF2/uDGjxgGZprKBkCJxAOPnCEuuoRL3UG4k+eRcMbbGkRjtIArokVLJ
            -----END PRIVATE KEY-----
            """)

    /// For another host: `elsewhere.invalid`.
    package static let elsewhere = Identity(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBrDCCAVGgAwIBAgIGEBJgd3RQMAoGCCqGSM49BAMCMCAxHjAcBgNVBAMMFVBp
            bmlvbiB0ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
            MDAwMFowFDESMBAGA1UEAwwJZWxzZXdoZXJlMFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEhlPviYgptWiUw1o3dzmavqdbUKRsdolCr4pphueLsuG7TtrqUhRoBmij
            YbQW+Z+q6Tn2KjD80eDn6DVP2K8zWaOBgDB+MBwGA1UdEQQVMBOCEWVsc2V3aGVy
            ZS5pbnZhbGlkMBMGA1UdJQQMMAoGCCsGAQUFBwMBMAkGA1UdEwQCMAAwHQYDVR0O
            BBYEFAjCqn1bnX2DmVu7vXx6EVa3q1NzMB8GA1UdIwQYMBaAFA7iIGPAgq4d+8Fz
            ICWlCfyZ5FfVMAoGCCqGSM49BAMCA0kAMEYCIQDJG4i9BlaAGdPkqKzjxKPE9wsP
            GeNVbZ2jBPbVmUgGkAIhAMqBIvyPLpVb9mrq9iL6lHpEeeJYqN4RbpAsVPhYWAFe
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1249uy3Xp9ERtLQ0
            XsOi8jAYWwKxU4T3pCWK0Q8aMoKhRANCAASGU++JiCm1aJTDWjd3OZq+p1tQpGx2
            iUKvimmG54uy4btO2upSFGgGaKNhtBb5n6rpOfYqMPzR4OfoNU/YrzNZ
            -----END PRIVATE KEY-----
            """)

    /// For a client.
    package static let client = Identity(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBozCCAUqgAwIBAgIGEDFgUmI0MAoGCCqGSM49BAMCMCAxHjAcBgNVBAMMFVBp
            bmlvbiB0ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
            MDAwMFowETEPMA0GA1UEAwwGY2xpZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
            QgAEfG080W4rX23FJjX02KqTJ7hU+hwJGwleCQQL62NpYdtGQcy7BYXbrhTeXoga
            XtEee9kpkg1sD3MappjPqX03p6N9MHswGQYDVR0RBBIwEIIOY2xpZW50LmludmFs
            aWQwEwYDVR0lBAwwCgYIKwYBBQUHAwIwCQYDVR0TBAIwADAdBgNVHQ4EFgQUvQH6
            IHim9e2VeIRvBcj5s97Cd50wHwYDVR0jBBgwFoAUDuIgY8CCrh37wXMgJaUJ/Jnk
            V9UwCgYIKoZIzj0EAwIDRwAwRAIgVcpIKdJHgXbDXl4qwwJEi0fkrx5P6u4i4dSg
            F9S88ioCIBghYHF3aFjMe/8hrbwcFq1OBZOqANc1DANoA/WWha+9
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQd0rZzRJeowmcqaF
            9Id3rmEvbMnSkfqTfSDsUfBF8nGhRANCAAR8bTzRbitfbcUmNfTYqpMnuFT6HAkb
            CV4JBAvrY2lh20ZBzLsFhduuFN5eiBpe0R572SmSDWwPcxqmmM+pfTen
            -----END PRIVATE KEY-----
            """)
}
