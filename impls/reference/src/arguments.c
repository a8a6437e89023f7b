/* From Python objects to C values. See arguments.h. */

#include "arguments.h"
#include "edition.h"

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

bool argument_bound(PyObject *given, Py_ssize_t *value)
{
    if (!PyIndex_Check(given)) {
        PyErr_Format(PyExc_TypeError, "a bound has to be an integer, not %.100s", Py_TYPE(given)->tp_name);
        return false;
    }
    *value = PyNumber_AsSsize_t(given, NULL);
    return *value != -1 || PyErr_Occurred() == NULL;
}

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

/* Edition 3.12 takes an object whose class has a method __buffer__ as bytes-like. CPython 3.12 and newer call that
   method in PyObject_GetBuffer; older interpreters do not know it, so it is called here, and the view that it
   returns is used in place of the object. */
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
