/* Every access to mapped bytes that a map makes itself. Knows regions, and no Python.

   Indices are in range when they come here. A function is false where bytes were not there (any more): then what it
   was to fill is in no certain state, and the caller raises. */

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

/* Copy as memmove does. fragile: whether either side may fail. */
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

/* One line from start on: how many bytes it has, its newline included, and, where they are few, the bytes. */
enum { SHORT_LINE = 256 };
typedef struct {
    const unsigned char *begin;
    size_t rest, length;
    unsigned char bytes[SHORT_LINE];
} line;
bool touch_line(const region *r, size_t start, line *found);

/* Where between start and end the needle occurs, counted from start; -1: nowhere. */
bool touch_search(bool fragile, const region *r, size_t start, size_t end, const unsigned char *needle, size_t size,
                  bool backwards, ptrdiff_t *found);

#endif
