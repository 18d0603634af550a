// KNOX_INLINE: for the few small functions that the hot path is made of. They are fast only when the compiler
// sees through all of them at once, which it does not always think worth its while. Not under the sanitizers,
// which would take minutes over what that makes.
#pragma once

#if defined(__has_feature)
#define KNOX_HAS_FEATURE(feature) __has_feature(feature)
#else
#define KNOX_HAS_FEATURE(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || KNOX_HAS_FEATURE(address_sanitizer)
#define KNOX_INLINE inline
#define KNOX_INLINE_LAMBDA
#else
#define KNOX_INLINE [[gnu::always_inline]] inline
// The same for a lambda, after its parameters.
#define KNOX_INLINE_LAMBDA __attribute__((always_inline))
#endif
