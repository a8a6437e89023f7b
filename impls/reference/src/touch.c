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

static void get(void *context)
{
    job *j = context;
    *j->to = *(const volatile unsigned char *)(j->r->bytes + j->start);
}

bool touch_get_guarded(const region *r, size_t index, unsigned char *byte)
{
    return region_guarded(get, &(job){.r = r, .start = index, .to = byte});
}

static void set(void *context)
{
    job *j = context;
    *(volatile unsigned char *)(j->r->bytes + j->start) = *j->from;
}

bool touch_set_guarded(const region *r, size_t index, unsigned char byte)
{
    return region_guarded(set, &(job){.r = r, .start = index, .from = &byte});
}

static void copy(void *context)
{
    job *j = context;
    memmove(j->to, j->from, j->length);
}

bool touch_copy(bool fragile, unsigned char *to, const unsigned char *from, size_t length)
{
    if (length == 0)
        return true;
    return run(fragile, copy, &(job){.to = to, .from = from, .length = length});
}

static void gather(void *context)
{
    job *j = context;
    const unsigned char *from = j->r->bytes + j->start;
    for (size_t i = 0; i < j->length; i++)
        j->to[i] = from[(ptrdiff_t)i * j->step];
}

bool touch_gather(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count, unsigned char *to)
{
    return run(fragile, gather, &(job){.r = r, .start = start, .step = step, .length = count, .to = to});
}

static void scatter(void *context)
{
    job *j = context;
    unsigned char *to = j->r->bytes + j->start;
    for (size_t i = 0; i < j->length; i++)
        to[(ptrdiff_t)i * j->step] = j->from[i];
}

bool touch_scatter(bool fragile, const region *r, size_t start, ptrdiff_t step, size_t count,
                   const unsigned char *from)
{
    return run(fragile, scatter, &(job){.r = r, .start = start, .step = step, .length = count, .from = from});
}

static void line(void *context)
{
    job *j = context;
    const unsigned char *begin = j->r->bytes + j->start;
    const unsigned char *newline = memchr(begin, '\n', j->end - j->start);
    j->length = newline == NULL ? j->end - j->start : (size_t)(newline - begin) + 1;
}

bool touch_line(const region *r, size_t start, size_t *length)
{
    job j = {.r = r, .start = start, .end = r->length};
    if (!run(r->fragile, line, &j))
        return false;
    *length = j.length;
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
