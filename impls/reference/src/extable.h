/* An exception table: touches of single bytes of a fragile region, without the setjmp of region_guarded, for Linux on
   x86-64.

   m[i] and read_byte are so fast that the three stores of a setjmp can be measured. So each instruction that touches a
   byte has an entry in a table: its address, and the address at which to go on if it faults. The signal handler in
   region_posix.c looks the faulting instruction up there. */

#ifndef EXTABLE_H
#define EXTABLE_H

#if defined(__linux__) && defined(__x86_64__) && !defined(__ILP32__)
#define EXTABLE

#include <emmintrin.h>
#include <stdint.h>

/* An entry. Both addresses are distances from the field itself, so that the loader has nothing to relocate. The
   entries make up the section extable, and the linker defines the symbols at its begin and end. */
typedef struct {
    int32_t instruction, otherwise;
} extable_entry;
extern const extable_entry extable_begin[] __asm__("__start_extable") __attribute__((visibility("hidden")));
extern const extable_entry extable_end[] __asm__("__stop_extable") __attribute__((visibility("hidden")));

/* An instruction with its entry. If it faults, %[done] is -1 afterwards. The relocation changes no byte: it ties the
   entry to the instruction, or lld, which drops sections that nothing refers to, drops the table. */
#define WITH_ENTRY(instruction)                        \
    "1: " instruction "\n"                        \
    "2:\n"                                        \
    ".reloc 1b, R_X86_64_NONE, extable\n" \
    ".pushsection .text.unlikely, \"ax\", @progbits\n" \
    "3: movl $-1, %[done]\n"                      \
    "   jmp 2b\n"                                 \
    ".popsection\n"                               \
    ".pushsection extable, \"a\", @progbits\n" \
    ".balign 4\n"                                 \
    ".long 1b - .\n"                              \
    ".long 3b - .\n"                              \
    ".popsection\n"

static inline int region_load(const unsigned char *from)
{
    int found;
    __asm__ volatile(WITH_ENTRY("movzbl %[from], %[done]") : [done] "=r"(found) : [from] "m"(*from));
    return found;
}

static inline int region_store(unsigned char *to, unsigned char byte)
{
    int failed = 0;
    __asm__ volatile(WITH_ENTRY("movb %[byte], %[to]") : [done] "+r"(failed), [to] "=m"(*to) : [byte] "q"(byte));
    return failed;
}

typedef struct {
    unsigned char bytes[16];
} sixteen;

/* Sixteen bytes at once; -1 if the touch has faulted. */
static inline int region_load_16(const unsigned char *from, __m128i *found)
{
    int failed = 0;
    __asm__ volatile(WITH_ENTRY("movdqu %[from], %[into]")
                     : [done] "+r"(failed), [into] "=x"(*found)
                     : [from] "m"(*(const sixteen *)(const void *)from));
    return failed;
}

#endif
#endif
