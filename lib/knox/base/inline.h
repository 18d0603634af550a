// KNOX_INLINE: for the few small functions that the hot path is made of. They are fast only when the compiler
// sees through all of them at once, which it does not always think worth its while.
#pragma once

#define KNOX_INLINE [[gnu::always_inline]] inline
// The same for a lambda, after its parameters.
#define KNOX_INLINE_LAMBDA __attribute__((always_inline))
