/* From Python objects to C values, and from failures to exceptions. What is converted here may run anybody's code. */

#include "map.h"

#include <errno.h>
#include <limits.h>

bool argument_count(const char *method, Py_ssize_t given, Py_ssize_t least, Py_ssize_t most)
{
    if (given >= least && given <= most)
        return true;
    if (least == most)
        PyErr_Format(PyExc_TypeError, "%s() takes %zd argument%s by position, %zd given", method, least,
                     least == 1 ? "" : "s", given);
    else
        PyErr_Format(PyExc_TypeError, "%s() takes %zd to %zd arguments by position, %zd given", method, least, most,
                     given);
    return false;
}

bool argument_size_slowly(PyObject *given, Py_ssize_t *value)
{
    PyObject *number = PyNumber_Index(given);
    if (number == NULL)
        return false;
    *value = PyLong_AsSsize_t(number);
    Py_DECREF(number);
    return *value != -1 || PyErr_Occurred() == NULL;
}

/* An integer of C's type int; OverflowError where it does not fit. */
bool argument_int(PyObject *given, int *value)
{
    PyObject *number = PyNumber_Index(given);
    if (number == NULL)
        return false;
    int beyond;
    long found = PyLong_AsLongAndOverflow(number, &beyond);
    Py_DECREF(number);
    if (found == -1 && beyond == 0 && PyErr_Occurred())
        return false;
    if (beyond != 0 || found > INT_MAX || found < INT_MIN) {
        PyErr_SetString(PyExc_OverflowError, "the integer does not fit the C type int");
        return false;
    }
    *value = (int)found;
    return true;
}

/* The bound of a slice: any integer, those that are too far out stand for the farthest there is. */
bool argument_bound(PyObject *given, Py_ssize_t *value)
{
    if (!PyIndex_Check(given)) {
        PyErr_Format(PyExc_TypeError, "a bound has to be an integer, not %.100s", Py_TYPE(given)->tp_name);
        return false;
    }
    *value = PyNumber_AsSsize_t(given, NULL);
    return *value != -1 || PyErr_Occurred() == NULL;
}

/* A byte's value; the given exception where it is none. */
bool argument_byte(PyObject *given, PyObject *out_of_range, unsigned char *value)
{
    if (!PyIndex_Check(given)) {
        PyErr_Format(PyExc_TypeError, "a byte has to be an integer, not %.100s", Py_TYPE(given)->tp_name);
        return false;
    }
    Py_ssize_t found = PyNumber_AsSsize_t(given, NULL);
    if (found == -1 && PyErr_Occurred())
        return false;
    if (found < 0 || found > UCHAR_MAX) {
        PyErr_SetString(out_of_range, "a byte has to be in range(0, 256)");
        return false;
    }
    *value = (unsigned char)found;
    return true;
}

/* From 3.12 on a class of anybody's is bytes-like that has a method __buffer__. On older interpreters the editions
   that know such classes ask the method themselves; its view then stands for the object. */
#if PY_VERSION_HEX < 0x030C0000
static int get_buffer(PyObject *given, Py_buffer *view, int edition)
{
    PyObject *made = NULL;
    if (classes_can_be_buffers(edition) && !PyObject_CheckBuffer(given)) {
        PyObject *method = PyObject_GetAttrString((PyObject *)Py_TYPE(given), "__buffer__");
        if (method == NULL)
            PyErr_Clear();
        else {
            made = PyObject_CallFunction(method, "Oi", given, PyBUF_SIMPLE);
            Py_DECREF(method);
            if (made == NULL)
                return -1;
        }
    }
    int done = PyObject_GetBuffer(made == NULL ? given : made, view, PyBUF_SIMPLE);
    Py_XDECREF(made);
    return done;
}
#else
static int get_buffer(PyObject *given, Py_buffer *view, int edition)
{
    (void)edition;
    return PyObject_GetBuffer(given, view, PyBUF_SIMPLE);
}
#endif

bool argument_view(PyObject *given, bytes_like *taken, int edition)
{
    if (get_buffer(given, &taken->view, edition) != 0)
        return false;
    taken->bytes = taken->view.buf;
    taken->length = (size_t)taken->view.len;
    taken->fragile = true;
    return true;
}

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
