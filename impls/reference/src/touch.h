/* Every access to mapped bytes that a map makes itself. Knows regions, and no Python.

   The caller has checked that all indices are in range. A function returns false if a touch has faulted, because the
   file was cut or prot allows no reading. What the function was to fill may then be filled in part, and the caller
   raises. */

#ifndef TOUCH_H
#define TOUCH_H

#include "needle.h"
#include "region.h"

#include <string.h>

static inline bool touch_get(const region *r, size_t index, unsigned char *byte)
{
    int found = r->fragile ? region_load(r->bytes + index) : r->bytes[index];
    *byte = (unsigned char)found;
    return found >= 0;
}

static inline bool touch_set(const region *r, size_t index, unsigned char byte)
{
    if (r->fragile)
        return region_store(r->bytes + index, byte) == 0;
    r->bytes[index] = byte;
    return true;
}

/* Copy as memmove does. fragile, here and below: whether a touch of either side may fault. */
static inline bool touch_copy(bool fragile, unsigned char *to, const unsigned char *from, size_t length)
{
    if (fragile)
        return region_copy(to, from, length);
    memmove(to, from, length);
    return true;
}

/* Copy count bytes out of, or into, every step-th place from start on. */
bool touch_gather(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count, unsigned char *to);
bool touch_scatter(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count,
                   const unsigned char *from);

/* The line that begins at start: its length with the newline, and, up to SHORT_LINE, its bytes. begin and rest say
   where to look; touch_line sets them. */
enum { SHORT_LINE = 256 };
typedef struct {
    const unsigned char *begin;
    size_t rest, length;
    unsigned char bytes[SHORT_LINE];
} line;
bool touch_line(const region *r, size_t start, line *found);

/* Search from start to end. found: the index of the needle, counted from start; -1 if there is none. */
bool touch_search(bool fragile, const region *r, size_t start, size_t end, const unsigned char *needle, size_t size,
                  bool backwards, ptrdiff_t *found);

#endif
