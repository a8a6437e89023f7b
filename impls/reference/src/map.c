/* The checks of a map, and the exceptions that its methods raise. See map.h. */

#include "map.h"

#include <errno.h>

bool map_refuse_closed(void)
{
    PyErr_SetString(PyExc_ValueError, "the map is closed");
    return false;
}

bool map_refuse_change(void)
{
    PyErr_SetString(PyExc_TypeError, "the map is read-only");
    return false;
}

bool map_check_unpinned(const map *self, const char *what)
{
    if (self->exports == 0)
        return true;
    PyErr_Format(PyExc_BufferError, "cannot %s a map that has views or is being searched or copied", what);
    return false;
}

PyObject *map_raise(int reason)
{
    switch (reason) {
    case REGION_FILE_EMPTY:
        PyErr_SetString(PyExc_ValueError, "an empty file cannot be mapped");
        return NULL;
    case REGION_OFFSET_BEYOND:
        PyErr_SetString(PyExc_ValueError, "the offset is behind the end of the file");
        return NULL;
    case REGION_FILE_SHORT:
        PyErr_SetString(PyExc_ValueError, "the file ends before the map would");
        return NULL;
    case REGION_CANNOT_GROW:
        PyErr_SetString(PyExc_ValueError, "this system cannot make shared anonymous memory longer");
        return NULL;
    case REGION_UNSUPPORTED:
#ifdef ENOTSUP
        errno = ENOTSUP;
#else
        errno = ENOSYS;
#endif
        return PyErr_SetFromErrno(PyExc_OSError);
    default:
#ifdef _WIN32
        return PyErr_SetFromWindowsErr(reason);
#else
        errno = reason;
        return PyErr_SetFromErrno(PyExc_OSError);
#endif
    }
}

PyObject *map_raise_gone(void)
{
    PyObject *told = Py_BuildValue("is", EFAULT, "the bytes are not there: the file is shorter than its map by now");
    if (told != NULL) {
        PyErr_SetObject(PyExc_OSError, told);
        Py_DECREF(told);
    }
    return NULL;
}

#ifdef MAP_INVARIANTS
#undef NDEBUG
#include <assert.h>

void map_verify(const map *self)
{
    const region *r = &self->region;
    assert(self->position >= 0);
    assert(self->exports >= 0);
    assert(self->home->edition >= OLDEST_EDITION && self->home->edition <= NEWEST_EDITION);
    assert(r->access >= ACCESS_DEFAULT && r->access <= ACCESS_COPY);
    if (map_is_closed(self)) {
        assert(self->exports == 0 && r->file == NO_FILE && r->section == NULL && r->tag == NULL);
        return;
    }
    assert(r->length > 0 && r->length <= (size_t)PY_SSIZE_T_MAX && r->reserved >= r->length);
    assert(r->offset >= 0 && (size_t)r->bytes % region_page_size() == 0);
    assert(self->tracked || r->file == NO_FILE);
}
#endif
