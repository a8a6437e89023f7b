/* What the constructor takes on Windows:

   mmap(fileno: int, length: int, tagname: str | None = None, access: int = ACCESS_DEFAULT, offset: int = 0, *,
        trackfd: bool = True)

   trackfd since 3.15. */

#include "creation.h"

const parameter creation_parameters[] = {
    {"fileno", false}, {"length", false}, {"tagname", false}, {"access", false}, {"offset", false}, {"trackfd", true},
};
const int creation_parameter_count = 6;
enum { FILENO, LENGTH, TAGNAME, ACCESS, OFFSET, TRACKFD };

#define SIGNATURE "mmap(fileno, length, tagname=None, access=0, offset=0"
#define TEXT                                                                                                    \
    ")\n--\n\nMap length bytes of the file that fileno stands for, from offset on; length 0 is up to its end.\n\n" \
    "fileno -1 maps memory without a file. Maps with the same tagname are of the same memory."

const char creation_doc[] = SIGNATURE TEXT;
const char creation_doc_trackfd[] =
    SIGNATURE ", *, trackfd=True" TEXT "\ntrackfd=False keeps no handle of the file: size and resize do not work.";

bool creation_convert(creation *c, PyObject *const *given)
{
    region_request *region = &c->region;
    int access = ACCESS_DEFAULT;
    if (!creation_convert_int(c, given[ACCESS], &access))
        return false;
    if (given[TRACKFD] != NULL) {
        int kept = PyObject_IsTrue(given[TRACKFD]);
        if (kept < 0)
            return false;
        region->keeps_file = kept != 0;
    }
    PyObject *tag = given[TAGNAME];
    if (tag != NULL && tag != Py_None) {
        if (!PyUnicode_Check(tag)) {
            PyErr_Format(PyExc_TypeError, "tagname has to be a str or None, not %.100s", Py_TYPE(tag)->tp_name);
            return false;
        }
        c->memory = PyUnicode_AsWideCharString(tag, NULL);
        if (c->memory == NULL)
            return false;
        region->tag = c->memory;
    }
    if (!creation_convert_place(c, given[FILENO], given[LENGTH], given[OFFSET]))
        return false;
    if (access < ACCESS_DEFAULT || access > ACCESS_COPY) {
        PyErr_Format(PyExc_ValueError, "access has to be one of the ACCESS_ constants, not %d", access);
        return false;
    }
    region->access = c->audited_access = access;
    return true;
}

/* Descriptors belong to the C library that Python is linked to. This module may be linked to another one, where the
   same number means another file or none, so Python's msvcrt is asked for the handle. */
bool creation_find_file(creation *c)
{
    if (c->fileno == -1 || c->fileno == 0) /* on Windows 0, too, has always stood for memory without a file */
        return true;
    PyObject *library = PyImport_ImportModule("msvcrt");
    PyObject *handle = library == NULL ? NULL : PyObject_CallMethod(library, "get_osfhandle", "i", c->fileno);
    Py_XDECREF(library);
    if (handle == NULL)
        return false;
    c->region.file = (intptr_t)PyLong_AsLongLong(handle);
    Py_DECREF(handle);
    return !PyErr_Occurred();
}
