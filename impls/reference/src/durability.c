/* flush, madvise and set_name: writing changes back to the file, and telling the system how memory will be used and
   what it is called. */

#include "arguments.h"
#include "map.h"

#include <string.h>

static PyObject *flushed(const map *self, bool written)
{
    if (flush_returns_a_number(self->home->edition)) /* on Windows 1 if bytes were written; 0 if not, and elsewhere */
        return PyLong_FromLong(ON_WINDOWS && written);
    Py_RETURN_NONE;
}

/* Without has_size the size is the rest from offset on, where an edition lets offset stand alone, and else the
   length of the map: then every offset but 0 is refused. */
static PyObject *flush_locked(map *self, Py_ssize_t offset, Py_ssize_t size, bool has_size, const int *flags)
{
    if (!map_check_open(self))
        return NULL;
    Py_ssize_t length = map_length(self);
    if (!has_size)
        size = flush_takes_an_offset_alone(self->home->edition) ? length - (offset < length ? offset : length) : length;
    if (offset < 0 || size < 0 || offset > length || size > length - offset) {
        PyErr_SetString(PyExc_ValueError, "what is flushed has to lie within the map");
        return NULL;
    }
    if (self->region.access == ACCESS_READ || self->region.access == ACCESS_COPY)
        return flushed(self, false);
    int reason;
    self->exports++;
    Py_BEGIN_ALLOW_THREADS
    reason = region_flush(&self->region, (size_t)offset, (size_t)size, flags);
    Py_END_ALLOW_THREADS
    self->exports--;
    return reason == 0 ? flushed(self, true) : map_raise(reason);
}

static PyObject *flush(PyObject *object, PyObject *const *args, Py_ssize_t count, const int *flags)
{
    map *self = (map *)object;
    Py_ssize_t offset = 0, size = -1;
    PyObject *done;
    if (!argument_count("flush", count, 0, 2) || (count > 0 && !argument_size(args[0], &offset)) ||
        (count > 1 && !argument_size(args[1], &size)))
        return NULL;
    LOCK(self);
    /* In editions in which an offset may stand alone, -1 is the default of the size and counts as not given. */
    done = flush_locked(self, offset, size,
                        count > 1 && !(size == -1 && flush_takes_an_offset_alone(self->home->edition)), flags);
    UNLOCK(self);
    return done;
}

/* flush(offset: int = 0, size: int = <the length>, /) -> None (3.7: int) */
METHOD(map_flush)
{
    return flush(self, args, count, NULL);
}

/* flush(offset: int = 0, size: int = -1, /, *, flags: int = MS_SYNC) -> None (since 3.15) */
PyObject *map_flush_with_flags(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    int flags;
    if (names == NULL || PyTuple_GET_SIZE(names) == 0)
        return flush(self, args, count, NULL);
    PyObject *name = PyTuple_GET_ITEM(names, 0);
    if (PyTuple_GET_SIZE(names) > 1 || PyUnicode_CompareWithASCIIString(name, "flags") != 0) {
        PyErr_SetString(PyExc_TypeError, "flush() takes offset and size by position, and no keyword but flags");
        return NULL;
    }
    return argument_int(args[count], &flags) ? flush(self, args, count, &flags) : NULL;
}

static PyObject *madvise_locked(map *self, int advice, Py_ssize_t start, Py_ssize_t length, bool has_length)
{
    if (!map_check_open(self))
        return NULL;
    Py_ssize_t end = map_length(self);
    if (start < 0 || start >= end) {
        PyErr_SetString(PyExc_ValueError, "madvise() has to start within the map");
        return NULL;
    }
    if (has_length && length < 0) {
        PyErr_SetString(PyExc_ValueError, "madvise() takes no negative length");
        return NULL;
    }
    if (has_length && length > PY_SSIZE_T_MAX - start) {
        PyErr_SetString(PyExc_OverflowError, "madvise() cannot reach so far");
        return NULL;
    }
    if (!has_length || length > end - start)
        length = end - start;
    int reason;
    self->exports++;
    Py_BEGIN_ALLOW_THREADS
    reason = region_advise(&self->region, (size_t)start, (size_t)length, advice);
    Py_END_ALLOW_THREADS
    self->exports--;
    if (reason != 0)
        return map_raise(reason);
    Py_RETURN_NONE;
}

/* madvise(option: int, start: int = 0, length: int = <the rest>, /) -> None (since 3.8, where the system has it) */
METHOD(map_madvise)
{
    map *me = (map *)self;
    int advice;
    Py_ssize_t start = 0, length = 0;
    bool has_length = count > 2 && !(args[2] == Py_None && none_is_no_bound(me->home->edition));
    PyObject *done;
    if (!argument_count("madvise", count, 1, 3) || !argument_int(args[0], &advice) ||
        (count > 1 && !argument_size(args[1], &start)) || (has_length && !argument_size(args[2], &length)))
        return NULL;
    LOCK(me);
    done = madvise_locked(me, advice, start, length, has_length);
    UNLOCK(me);
    return done;
}

/* Whether Python runs in its development mode: only then set_name hands a name to the system. */
static bool in_development_mode(void)
{
#ifdef Py_DEBUG
    return true;
#else
    PyObject *flags = PySys_GetObject("flags"); /* borrowed */
    PyObject *mode = flags == NULL ? NULL : PyObject_GetAttrString(flags, "dev_mode");
    bool found = mode != NULL && PyObject_IsTrue(mode) == 1;
    Py_XDECREF(mode);
    PyErr_Clear();
    return found;
#endif
}

enum { LONGEST_NAME = 66 }; /* in bytes, without the null that ends the name */

static PyObject *set_name_locked(map *self, const char *name, bool told)
{
    if (!map_check_open(self))
        return NULL;
    if (!self->region.anonymous) {
        PyErr_SetString(PyExc_ValueError, "only anonymous memory can be given a name");
        return NULL;
    }
    int reason = told ? region_label(&self->region, name) : 0;
    if (reason != 0 && reason != REGION_UNSUPPORTED)
        return map_raise(reason);
    Py_RETURN_NONE;
}

/* set_name(name: str, /) -> None (since 3.15) */
METHOD_OF_ONE(map_set_name)
{
    map *me = (map *)self;
    Py_ssize_t length;
    PyObject *done;
    if (!PyUnicode_Check(given)) {
        PyErr_Format(PyExc_TypeError, "a name has to be a str, not %.100s", Py_TYPE(given)->tp_name);
        return NULL;
    }
    const char *name = PyUnicode_AsUTF8AndSize(given, &length);
    if (name == NULL)
        return NULL;
    if (length > LONGEST_NAME || strlen(name) != (size_t)length) {
        PyErr_Format(PyExc_ValueError, "a name has at most %d bytes in UTF-8, and no null character", LONGEST_NAME);
        return NULL;
    }
    bool told = in_development_mode();
    LOCK(me);
    done = set_name_locked(me, name, told);
    UNLOCK(me);
    return done;
}
