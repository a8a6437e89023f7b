/* Every access to mapped bytes that a map makes itself: the work, and the guard around it. See touch.h. */

#include "touch.h"

#include <string.h>

typedef struct {
    const region *r;
    unsigned char *to;
    const unsigned char *from;
    size_t start, end, length;
    ptrdiff_t step, found;
    bool backwards;
} job;

static bool run(bool fragile, void (*work)(void *), job *j)
{
    if (fragile)
        return region_guarded(work, j);
    work(j);
    return true;
}

static void gather(void *context)
{
    job *j = context;
    const unsigned char *from = j->r->bytes + j->start;
    unsigned char *to = j->to, *end = to + j->length;
    ptrdiff_t step = j->step;
    for (; end - to >= 4; to += 4, from += 4 * step) {
        to[0] = from[0];
        to[1] = from[step];
        to[2] = from[2 * step];
        to[3] = from[3 * step];
    }
    for (; to < end; from += step)
        *to++ = *from;
}

bool touch_gather(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count, unsigned char *to)
{
    return run(fragile, gather, &(job){.r = r, .start = start, .step = step, .length = count, .to = to});
}

static void scatter(void *context)
{
    job *j = context;
    unsigned char *to = j->r->bytes + j->start;
    const unsigned char *from = j->from, *end = from + j->length;
    ptrdiff_t step = j->step;
    for (; end - from >= 4; from += 4, to += 4 * step) {
        to[0] = from[0];
        to[step] = from[1];
        to[2 * step] = from[2];
        to[3 * step] = from[3];
    }
    for (; from < end; to += step)
        *to = *from++;
}

bool touch_scatter(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count,
                   const unsigned char *from)
{
    return run(fragile, scatter, &(job){.r = r, .start = start, .step = step, .length = count, .from = from});
}

static void read_line(void *context)
{
    line *l = context;
    const unsigned char *newline = memchr(l->begin, '\n', l->rest);
    l->length = newline == NULL ? l->rest : (size_t)(newline - l->begin) + 1;
    if (l->length <= SHORT_LINE)
        memcpy(l->bytes, l->begin, l->length);
}

#ifdef EXTABLE
/* Most lines are short: search and copy 32 bytes at a time, as far as l->bytes has room. false: there was no newline
   up to there, or a byte could not be read; the caller then uses read_line. */
static bool read_short_line(line *l)
{
    size_t most = l->rest < SHORT_LINE ? l->rest : SHORT_LINE;
    const __m128i newlines = _mm_set1_epi8('\n');
    for (size_t i = 0; i + 32 <= most; i += 32) {
        __m128i low, high;
        if (region_load_16(l->begin + i, &low) != 0 || region_load_16(l->begin + i + 16, &high) != 0)
            return false;
        _mm_storeu_si128((__m128i *)(void *)(l->bytes + i), low);
        _mm_storeu_si128((__m128i *)(void *)(l->bytes + i + 16), high);
        unsigned found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(low, newlines)) |
                         (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(high, newlines)) << 16;
        if (found != 0) {
            l->length = i + (unsigned)__builtin_ctz(found) + 1;
            return true;
        }
    }
    return false;
}
#endif

bool touch_line(const region *r, size_t start, line *found)
{
    found->begin = r->bytes + start;
    found->rest = r->length - start;
#ifdef EXTABLE
    if (read_short_line(found))
        return true;
#endif
    if (r->fragile)
        return region_guarded(read_line, found);
    read_line(found);
    return true;
}

static void search(void *context)
{
    job *j = context;
    const unsigned char *begin = j->r->bytes + j->start;
    size_t length = j->end - j->start;
    j->found = j->backwards ? needle_last(begin, length, j->from, j->length)
                            : needle_first(begin, length, j->from, j->length);
}

bool touch_search(bool fragile, const region *r, size_t start, size_t end, const unsigned char *needle, size_t size,
                  bool backwards, ptrdiff_t *found)
{
    job j = {.r = r, .start = start, .end = end, .from = needle, .length = size, .backwards = backwards};
    if (!run(fragile, search, &j))
        return false;
    *found = j.found;
    return true;
}
