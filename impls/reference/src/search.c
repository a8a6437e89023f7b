/* find and rfind: where a search begins and ends, and what it answers. needle.c does the searching. */

#include "arguments.h"
#include "map.h"
#include "touch.h"

typedef struct {
    Py_ssize_t start, end;
    bool has_start, has_end;
} bounds;

static Py_ssize_t from_either_end(Py_ssize_t bound, Py_ssize_t length)
{
    if (bound < 0)
        bound += length;
    return bound < 0 ? 0 : bound;
}

/* The index of the needle; -1 if there is none; -2 with an exception. */
static Py_ssize_t search_locked(map *self, const bytes_like *needle, bounds b, bool backwards)
{
    if (!map_check_open(self))
        return -2;
    Py_ssize_t length = map_length(self);
    Py_ssize_t start = b.has_start ? from_either_end(b.start, length) : self->position;
    Py_ssize_t end = b.has_end ? from_either_end(b.end, length) : length;
    if (end > length)
        end = length;
    if (start > length) {
        if (needle->length > 0 || !empty_is_found_beyond_the_end(self->home->edition))
            return -1;
        start = length;
    }
    if (start > end || needle->length > (size_t)(end - start))
        return -1;
    ptrdiff_t found;
    bool there;
    LETTING_OTHERS_RUN(self, (size_t)(end - start),
                       there = touch_search(self->region.fragile || needle->fragile, &self->region, (size_t)start,
                                            (size_t)end, needle->bytes, needle->length, backwards, &found));
    if (!there) {
        map_raise_gone();
        return -2;
    }
    return found < 0 ? -1 : start + found;
}

static bool convert_bound(const map *self, PyObject *given, Py_ssize_t *bound, bool *has)
{
    if (given == Py_None && none_is_no_bound(self->home->edition))
        return true;
    *has = true;
    return argument_bound(given, bound);
}

static PyObject *search(PyObject *object, PyObject *const *args, Py_ssize_t count, const char *name, bool backwards)
{
    map *self = (map *)object;
    bounds b = {0, 0, false, false};
    bytes_like needle;
    Py_ssize_t found = -2;
    if (!argument_count(name, count, 1, 3) || !argument_bytes(args[0], &needle, self->home->edition))
        return NULL;
    if ((count < 2 || convert_bound(self, args[1], &b.start, &b.has_start)) &&
        (count < 3 || convert_bound(self, args[2], &b.end, &b.has_end))) {
        LOCK(self);
        found = search_locked(self, &needle, b, backwards);
        UNLOCK(self);
    }
    release_bytes(&needle);
    return found == -2 ? NULL : PyLong_FromSsize_t(found);
}

/* find(sub: bytes-like, start: int = <the position>, end: int = <the end>, /) -> int */
METHOD(map_find)
{
    return search(self, args, count, "find", false);
}

/* rfind(sub: bytes-like, start: int = <the position>, end: int = <the end>, /) -> int */
METHOD(map_rfind)
{
    return search(self, args, count, "rfind", true);
}
