/* Single touches of bytes that may not be there, for a processor that we know: no way back is left before them.

   A byte is touched so often that even that is felt. So the instruction that touches it stands in a table, together
   with the place where to go on should it fault; region_posix.c looks there. */

#ifndef NAMED_H
#define NAMED_H

#if defined(__linux__) && defined(__x86_64__) && !defined(__ILP32__)
#define NAMED_INSTRUCTIONS

#include <emmintrin.h>
#include <stdint.h>

/* A line of the table: both as distances from where they stand, so that nothing has to be relocated. The linker gives
   the section's ends their names. */
typedef struct {
    int32_t instruction, otherwise;
} named_way;
extern const named_way named_begin[] __asm__("__start_named_ways") __attribute__((visibility("hidden")));
extern const named_way named_end[] __asm__("__stop_named_ways") __attribute__((visibility("hidden")));

/* The instruction, after which %[done] is -1 if it has faulted. */
#define NAMED(instruction)                        \
    "1: " instruction "\n"                        \
    "2:\n"                                        \
    ".pushsection .text.unlikely, \"ax\", @progbits\n" \
    "3: movl $-1, %[done]\n"                      \
    "   jmp 2b\n"                                 \
    ".popsection\n"                               \
    ".pushsection named_ways, \"a\", @progbits\n" \
    ".balign 4\n"                                 \
    ".long 1b - .\n"                              \
    ".long 3b - .\n"                              \
    ".popsection\n"

static inline int region_load(const unsigned char *from)
{
    int found;
    __asm__ volatile(NAMED("movzbl %[from], %[done]") : [done] "=r"(found) : [from] "m"(*from));
    return found;
}

static inline int region_store(unsigned char *to, unsigned char byte)
{
    int failed = 0;
    __asm__ volatile(NAMED("movb %[byte], %[to]") : [done] "+r"(failed), [to] "=m"(*to) : [byte] "q"(byte));
    return failed;
}

typedef struct {
    unsigned char bytes[16];
} sixteen;

/* Sixteen bytes at once; -1: they were not all there. */
static inline int region_load_16(const unsigned char *from, __m128i *found)
{
    int failed = 0;
    __asm__ volatile(NAMED("movdqu %[from], %[into]")
                     : [done] "+r"(failed), [into] "=x"(*found)
                     : [from] "m"(*(const sixteen *)(const void *)from));
    return failed;
}

#endif
#endif
