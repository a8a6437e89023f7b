/* From Python objects to C values. Knows no maps.

   Converting may run anybody's Python code, which may close the map or change its length. So a method converts all of
   its arguments before it locks its map. Functions that return bool set an exception when they return false. */

#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stddef.h>

/* Whether the number of positional arguments is allowed; TypeError where it is not. */
bool argument_count(const char *method, Py_ssize_t given, Py_ssize_t least, Py_ssize_t most);

/* An integer of C's type int; OverflowError where it does not fit. */
bool argument_int(PyObject *given, int *value);

/* The bound of a slice: an integer that does not fit Py_ssize_t becomes the nearest that does, as slices have it. */
bool argument_bound(PyObject *given, Py_ssize_t *value);

/* The value of a byte; the exception out_of_range for an integer outside of range(0, 256). */
bool argument_byte(PyObject *given, PyObject *out_of_range, unsigned char *value);

/* Any object with __index__; argument_size is for callers. */
bool argument_size_slowly(PyObject *given, Py_ssize_t *value);

/* An integer of the platform's size type; OverflowError where it does not fit. */
static inline bool argument_size(PyObject *given, Py_ssize_t *value)
{
    if (PyLong_CheckExact(given)) {
        *value = PyLong_AsSsize_t(given);
        return *value != -1 || PyErr_Occurred() == NULL;
    }
    return argument_size_slowly(given, value);
}

/* The bytes of a bytes-like argument, borrowed for the time of one call. */
typedef struct {
    const unsigned char *bytes;
    size_t length;
    bool fragile; /* reading the bytes may fault: they may belong to a map whose file was cut */
    Py_buffer view;
} bytes_like;

/* Any object with a buffer; argument_bytes is for callers. */
bool argument_view(PyObject *given, bytes_like *taken, int edition);

/* A bytes-like object, to be given back with release_bytes. The edition decides which classes are bytes-like. */
static inline bool argument_bytes(PyObject *given, bytes_like *taken, int edition)
{
    if (!PyBytes_CheckExact(given))
        return argument_view(given, taken, edition);
    taken->view.obj = NULL; /* no view is needed: bytes cannot change, and the method's caller keeps them alive */
    taken->bytes = (const unsigned char *)PyBytes_AS_STRING(given);
    taken->length = (size_t)PyBytes_GET_SIZE(given);
    taken->fragile = false;
    return true;
}

static inline void release_bytes(bytes_like *taken)
{
    if (taken->view.obj != NULL)
        PyBuffer_Release(&taken->view);
}

#endif
