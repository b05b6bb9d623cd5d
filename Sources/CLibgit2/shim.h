// libgit2 as the system ships it. Variadic functions cannot be called from Swift; each gets a static inline shim here.
#pragma once
#include <git2.h>
