/* Finding bytes in bytes, from either end, in linear time.

   Three searches; the next goes on where the one before does not pay any more. The first is the C library's search for
   the needle's first byte: nothing is faster while that byte is rare. The second looks for two bytes of the needle at
   sixteen places at a time, on processors that have the instructions. Both compare the rest of the needle at every
   candidate, which an unlucky needle (a...ab) makes expensive. So comparisons are paid from an account that grows with
   the bytes passed. When it is empty twice, the two-way algorithm takes over, whose time is linear whatever the bytes.

   M. Crochemore, D. Perrin, Two-way string-matching, J. ACM 38(3), 1991. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memrchr */
#endif

#include "needle.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#define LANES 16
#endif

/* An account begins with ADVANCE bytes. A candidate costs LOOK bytes in the search for one byte and FEW in the
   search for two. FEW bytes of a candidate are compared before the rest. */
enum { ADVANCE = 4096, LOOK = 32, FEW = 16 };

/* How the search for one byte or for two has ended. found: the needle is at place. exhausted: no place is left, so
   there is no match. Neither: the next search goes on at place. */
typedef struct {
    size_t place;
    bool found, exhausted;
} progress;

static const progress nowhere = {0, false, true};

/* Whether the needle is at here. Its first FEW bytes mostly decide; comparing more is paid from the account. */
static inline bool same(const unsigned char *here, const unsigned char *needle, size_t size, size_t *account)
{
    if (memcmp(here, needle, size < FEW ? size : FEW) != 0)
        return false;
    if (size <= FEW)
        return true;
    *account = *account > size ? *account - size : 0;
    return memcmp(here + FEW, needle + FEW, size - FEW) == 0;
}

/* Compare the needle at each place. For fewer than FEW places that is cheaper than the two-way algorithm, which
   examines the whole needle first. */
static ptrdiff_t by_turns(const unsigned char *hay, size_t from, size_t places, ptrdiff_t step,
                          const unsigned char *needle, size_t size)
{
    for (ptrdiff_t place = (ptrdiff_t)from; places > 0; places--, place += step)
        if (memcmp(hay + place, needle, size) == 0)
            return place;
    return -1;
}

/* The two-way algorithm, in either direction: bytes are read with step 1 from the first on, with step -1 from the last
   back. */

typedef struct {
    const unsigned char *bytes;
    ptrdiff_t step;
} reading;

static inline unsigned char at(reading r, ptrdiff_t index)
{
    return r.bytes[index * r.step];
}

/* The index before the greatest suffix of x, in the order of bytes or in the reversed order, and the suffix's
   period. */
static ptrdiff_t greatest_suffix(reading x, ptrdiff_t size, bool reversed, ptrdiff_t *period)
{
    ptrdiff_t begin = -1, j = 0, k = 1, p = 1;
    while (j + k < size) {
        unsigned char a = at(x, j + k), b = at(x, begin + k);
        if (reversed ? a > b : a < b) {
            j += k;
            k = 1;
            p = j - begin;
        } else if (a == b) {
            if (k != p)
                k++;
            else {
                j += p;
                k = 1;
            }
        } else {
            begin = j++;
            k = p = 1;
        }
    }
    *period = p;
    return begin;
}

static ptrdiff_t two_way(reading y, size_t length, reading x, size_t needle_size)
{
    ptrdiff_t size = (ptrdiff_t)needle_size, last = (ptrdiff_t)length - size, period, other;
    ptrdiff_t cut = greatest_suffix(x, size, false, &period), cut_reversed = greatest_suffix(x, size, true, &other);
    if (cut_reversed > cut) {
        cut = cut_reversed;
        period = other;
    }
    bool periodic = cut + 1 + period <= size;
    for (ptrdiff_t i = 0; periodic && i <= cut; i++)
        periodic = at(x, i) == at(x, i + period);
    if (!periodic)
        period = (cut + 1 > size - cut - 1 ? cut + 1 : size - cut - 1) + 1;
    ptrdiff_t known = -1; /* the last index up to which a periodic needle is known to match at j */
    for (ptrdiff_t j = 0; j <= last;) {
        ptrdiff_t i = (cut > known ? cut : known) + 1;
        while (i < size && at(x, i) == at(y, j + i))
            i++;
        if (i < size) {
            j += i - cut;
            known = -1;
            continue;
        }
        i = cut;
        while (i > known && at(x, i) == at(y, j + i))
            i--;
        if (i <= known)
            return j;
        j += period;
        known = periodic ? size - period - 1 : -1;
    }
    return -1;
}

/* The search for one byte, by the C library. */

static progress first_by_one(const unsigned char *hay, size_t last, const unsigned char *needle, size_t size)
{
    size_t account = ADVANCE, place = 0;
    for (;;) {
        const unsigned char *hit = memchr(hay + place, needle[0], last - place + 1);
        if (hit == NULL)
            return nowhere;
        size_t next = (size_t)(hit - hay);
        account += next - place;
        place = next;
        if (hit[size - 1] == needle[size - 1] && same(hit, needle, size, &account))
            return (progress){place, true, false};
        if (place++ == last)
            return nowhere;
        if (account < LOOK)
            return (progress){place, false, false};
        account -= LOOK;
    }
}

static const unsigned char *last_byte(const unsigned char *bytes, unsigned char byte, size_t length)
{
#if defined(__GLIBC__)
    return memrchr(bytes, byte, length);
#else
    while (length > 0)
        if (bytes[--length] == byte)
            return bytes + length;
    return NULL;
#endif
}

/* last: the highest place where the needle fits into the hay. */
static progress last_by_one(const unsigned char *hay, size_t last, const unsigned char *needle, size_t size)
{
    size_t account = ADVANCE, end = last + 1;
    for (;;) {
        const unsigned char *hit = last_byte(hay, needle[0], end);
        if (hit == NULL)
            return nowhere;
        size_t next = (size_t)(hit - hay);
        account += end - next;
        end = next;
        if (hit[size - 1] == needle[size - 1] && same(hit, needle, size, &account))
            return (progress){end, true, false};
        if (end == 0)
            return nowhere;
        if (account < LOOK)
            return (progress){end - 1, false, false};
        account -= LOOK;
    }
}

/* The search for two bytes, at sixteen places at a time. */

#ifdef LANES

/* The index of the needle's byte to look for beside its first: the last that differs from the first, because a pair of
   different bytes is rarer than a pair of the same. */
static size_t second_probe(const unsigned char *needle, size_t size)
{
    size_t probe = size - 1;
    while (probe > 1 && needle[probe] == needle[0])
        probe--;
    return probe;
}

static inline unsigned candidates(const unsigned char *place, size_t probe, __m128i first, __m128i second)
{
    __m128i a = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)place), first);
    __m128i b = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(place + probe)), second);
    return (unsigned)_mm_movemask_epi8(_mm_and_si128(a, b));
}

static progress first_by_two(const unsigned char *hay, size_t from, size_t last, const unsigned char *needle,
                             size_t size)
{
    size_t probe = second_probe(needle, size), account = ADVANCE;
    __m128i first = _mm_set1_epi8((char)needle[0]), second = _mm_set1_epi8((char)needle[probe]);
    size_t place = from;
    for (; place + LANES <= last + 1; place += LANES) {
        unsigned mask = candidates(hay + place, probe, first, second);
        account += LANES;
        while (mask != 0) {
            size_t here = place + (unsigned)__builtin_ctz(mask);
            if (same(hay + here, needle, size, &account))
                return (progress){here, true, false};
            if (account < FEW)
                return (progress){here + 1, false, here == last};
            account -= FEW;
            mask &= mask - 1;
        }
    }
    return (progress){place, false, place > last};
}

static progress last_by_two(const unsigned char *hay, size_t last, const unsigned char *needle, size_t size)
{
    size_t probe = second_probe(needle, size), account = ADVANCE, end = last + 1;
    __m128i first = _mm_set1_epi8((char)needle[0]), second = _mm_set1_epi8((char)needle[probe]);
    for (; end >= LANES; end -= LANES) {
        unsigned mask = candidates(hay + end - LANES, probe, first, second);
        account += LANES;
        while (mask != 0) {
            unsigned lane = 31 - (unsigned)__builtin_clz(mask);
            size_t here = end - LANES + lane;
            if (same(hay + here, needle, size, &account))
                return (progress){here, true, false};
            if (account < FEW)
                return (progress){here - 1, false, here == 0};
            account -= FEW;
            mask &= ~(1u << lane);
        }
    }
    return (progress){end - 1, false, end == 0};
}

#else

static progress first_by_two(const unsigned char *hay, size_t from, size_t last, const unsigned char *needle,
                             size_t size)
{
    (void)hay, (void)last, (void)needle, (void)size;
    return (progress){from, false, false};
}

static progress last_by_two(const unsigned char *hay, size_t last, const unsigned char *needle, size_t size)
{
    (void)hay, (void)needle, (void)size;
    return (progress){last, false, false};
}

#endif

ptrdiff_t needle_first(const unsigned char *hay, size_t length, const unsigned char *needle, size_t size)
{
    if (size == 0)
        return 0;
    if (size > length)
        return -1;
    if (size == 1) {
        const unsigned char *hit = memchr(hay, needle[0], length);
        return hit == NULL ? -1 : hit - hay;
    }
    size_t last = length - size;
    progress so_far = first_by_one(hay, last, needle, size);
    if (!so_far.found && !so_far.exhausted)
        so_far = first_by_two(hay, so_far.place, last, needle, size);
    if (so_far.found || so_far.exhausted)
        return so_far.found ? (ptrdiff_t)so_far.place : -1;
    if (last - so_far.place < FEW)
        return by_turns(hay, so_far.place, last - so_far.place + 1, 1, needle, size);
    ptrdiff_t hit = two_way((reading){hay + so_far.place, 1}, length - so_far.place, (reading){needle, 1}, size);
    return hit < 0 ? -1 : (ptrdiff_t)so_far.place + hit;
}

ptrdiff_t needle_last(const unsigned char *hay, size_t length, const unsigned char *needle, size_t size)
{
    if (size == 0)
        return (ptrdiff_t)length;
    if (size > length)
        return -1;
    if (size == 1) {
        const unsigned char *hit = last_byte(hay, needle[0], length);
        return hit == NULL ? -1 : hit - hay;
    }
    progress so_far = last_by_one(hay, length - size, needle, size);
    if (!so_far.found && !so_far.exhausted)
        so_far = last_by_two(hay, so_far.place, needle, size);
    if (so_far.found || so_far.exhausted)
        return so_far.found ? (ptrdiff_t)so_far.place : -1;
    if (so_far.place < FEW)
        return by_turns(hay, so_far.place, so_far.place + 1, -1, needle, size);
    size_t rest = so_far.place + size; /* the bytes up to the end of a match at so_far.place, the highest place left */
    ptrdiff_t hit = two_way((reading){hay + rest - 1, -1}, rest, (reading){needle + size - 1, -1}, size);
    return hit < 0 ? -1 : (ptrdiff_t)(rest - size) - hit;
}
