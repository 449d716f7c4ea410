// SPDX-License-Identifier: MIT
// The processor's vector instructions by name.
#pragma once

// GCC 12 takes its own header's _mm512_undefined_*() for a fault of ours.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
