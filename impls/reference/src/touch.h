/* Every access to mapped bytes that a map makes itself. Knows regions, and no Python.

   Indices are in range when they come here. A function is false where bytes were not there (any more): then what it
   was to fill is in no certain state, and the caller raises. */

#ifndef TOUCH_H
#define TOUCH_H

#include "needle.h"
#include "region.h"

bool touch_get_guarded(const region *r, size_t index, unsigned char *byte);
bool touch_set_guarded(const region *r, size_t index, unsigned char byte);

static inline bool touch_get(const region *r, size_t index, unsigned char *byte)
{
    if (r->fragile)
        return touch_get_guarded(r, index, byte);
    *byte = r->bytes[index];
    return true;
}

static inline bool touch_set(const region *r, size_t index, unsigned char byte)
{
    if (r->fragile)
        return touch_set_guarded(r, index, byte);
    r->bytes[index] = byte;
    return true;
}

/* Copy as memmove does. fragile: whether either side may fail. */
bool touch_copy(bool fragile, unsigned char *to, const unsigned char *from, size_t length);

/* Copy count bytes out of, or into, every step-th place from start on. */
bool touch_gather(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count, unsigned char *to);
bool touch_scatter(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count,
                   const unsigned char *from);

/* How many bytes from start on belong to one line, its newline included. */
bool touch_line(const region *r, size_t start, size_t *length);

/* Where between start and end the needle occurs, counted from start; -1: nowhere. */
bool touch_search(bool fragile, const region *r, size_t start, size_t end, const unsigned char *needle, size_t size,
                  bool backwards, ptrdiff_t *found);

#endif
