/* size and resize: how long the file is, and giving the map and its file another length. */

#include "arguments.h"
#include "map.h"

#include <errno.h>

static PyObject *size_locked(map *self)
{
    if (!map_check_open(self))
        return NULL;
    if (!self->tracked) {
        PyErr_SetString(PyExc_ValueError, "a map that was made with trackfd=False has no file to ask");
        return NULL;
    }
    if (self->region.file == NO_FILE) {
        if (anonymous_memory_has_a_size(self->home->edition, ON_WINDOWS))
            return PyLong_FromSsize_t(map_length(self));
        errno = EBADF;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    int64_t size = 0;
    int reason;
    self->exports++;
    Py_BEGIN_ALLOW_THREADS
    reason = region_file_size(&self->region, &size);
    Py_END_ALLOW_THREADS
    self->exports--;
    return reason == 0 ? PyLong_FromLongLong(size) : map_raise(reason);
}

/* size() -> int */
METHOD_OF_NOTHING(map_size)
{
    map *me = (map *)self;
    PyObject *found;
    (void)nothing;
    LOCK(me);
    found = size_locked(me);
    UNLOCK(me);
    return found;
}

/* The region is resized under the lock, and the GIL is not released: no other thread may see the region half
   resized, and a thread that wants this map would have to wait anyway. */
static PyObject *resize_locked(map *self, Py_ssize_t length)
{
    if (!map_check_open(self) || !map_check_unpinned(self, "resize"))
        return NULL;
    if (!self->tracked) {
        PyErr_SetString(PyExc_ValueError, "a map that was made with trackfd=False cannot be resized");
        return NULL;
    }
    if (self->region.access == ACCESS_READ || self->region.access == ACCESS_COPY) {
        PyErr_SetString(PyExc_TypeError, "a map that is read-only or a copy cannot be resized");
        return NULL;
    }
    if (length < 0 || length > INT64_MAX - self->region.offset) {
        PyErr_Format(PyExc_ValueError, "a map cannot be resized to %zd bytes", length);
        return NULL;
    }
    if (length == 0)
        return map_raise(ON_WINDOWS ? 87 /* ERROR_INVALID_PARAMETER */ : EINVAL);
    if (ON_WINDOWS && self->region.anonymous && !windows_resizes_anonymous_memory(self->home->edition))
        return map_raise(REGION_UNSUPPORTED);
    int reason = region_resize(&self->region, (size_t)length);
    if (reason != 0)
        return map_raise(reason);
    Py_RETURN_NONE;
}

/* resize(newsize: int, /) -> None (since 3.15 only where the system can) */
METHOD(map_resize)
{
    map *me = (map *)self;
    Py_ssize_t length;
    PyObject *done;
    if (!argument_count("resize", count, 1, 1) || !argument_size(args[0], &length))
        return NULL;
    LOCK(me);
    done = resize_locked(me, length);
    UNLOCK(me);
    return done;
}
