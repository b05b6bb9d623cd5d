// libgit2 as the system ships it. Variadic functions cannot be called from Swift; each use gets a static inline shim here.
#pragma once
#include <git2.h>
#include <git2/sys/mempack.h>

// Sets an option that takes one int: on or off.
static inline int pinion_git_opts_int(int option, int value) {
    return git_libgit2_opts(option, value);
}

// Sets an option that takes one size_t.
static inline int pinion_git_opts_size(int option, size_t value) {
    return git_libgit2_opts(option, value);
}

// Says which certificate authorities HTTPS trusts: a file or a folder, either may be NULL.
static inline int pinion_git_opts_certificates(const char *file, const char *folder) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, folder);
}
