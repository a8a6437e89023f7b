/* The constructor: binding its arguments to parameters, telling the audit hooks, mapping the region. */

#include "arguments.h"
#include "creation.h"

#include <string.h>

/* The state of the module that made a map type. A subclass belongs to another module, so its bases are asked as
   well. */
static library *library_of(PyTypeObject *type)
{
    for (; type != NULL; type = type->tp_base) {
        if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE))
            continue;
        PyObject *module = PyType_GetModule(type);
        if (module == NULL)
            PyErr_Clear();
        else if (PyModule_GetDef(module) == &map_module)
            return PyModule_GetState(module);
    }
    PyErr_SetString(PyExc_SystemError, "a map's type without its module");
    return NULL;
}

/* Editions before 3.10 take an object with __int__ for an integer; no edition takes a float. */
static PyObject *integer(const creation *c, PyObject *given)
{
    PyNumberMethods *number = Py_TYPE(given)->tp_as_number;
    if (whatever_has_an_int_is_an_integer(c->edition) && !PyIndex_Check(given) && !PyFloat_Check(given) &&
        number != NULL && number->nb_int != NULL)
        return PyNumber_Long(given);
    return PyNumber_Index(given);
}

bool creation_convert_int(const creation *c, PyObject *given, int *value)
{
    if (given == NULL)
        return true;
    PyObject *number = integer(c, given);
    if (number == NULL)
        return false;
    bool fits = argument_int(number, value);
    Py_DECREF(number);
    return fits;
}

bool creation_convert_place(creation *c, PyObject *fileno, PyObject *length, PyObject *offset)
{
    Py_ssize_t size;
    long long begin = 0;
    if (!creation_convert_int(c, fileno, &c->fileno) || !argument_size(length, &size))
        return false;
    if (offset != NULL) {
        PyObject *number = integer(c, offset);
        if (number == NULL)
            return false;
        begin = PyLong_AsLongLong(number);
        Py_DECREF(number);
        if (begin == -1 && PyErr_Occurred())
            return false;
    }
    if (size < 0 || begin < 0) {
        PyErr_Format(PyExc_OverflowError, "%s of a map cannot be negative", size < 0 ? "the length" : "the offset");
        return false;
    }
    c->region.length = (size_t)size;
    c->region.offset = begin;
    return true;
}

static int find_parameter(PyObject *name, int known)
{
    for (int i = 0; i < known; i++)
        if (PyUnicode_CompareWithASCIIString(name, creation_parameters[i].name) == 0)
            return i;
    return -1;
}

static bool bind_keyword(PyObject **bound, int known, PyObject *name, PyObject *value)
{
    int i = PyUnicode_Check(name) ? find_parameter(name, known) : -1;
    if (i >= 0 && bound[i] == NULL) {
        bound[i] = value;
        return true;
    }
    PyErr_Format(PyExc_TypeError, "mmap() got %s %R", i < 0 ? "an unexpected keyword" : "two values for", name);
    return false;
}

static bool bind_positions(PyObject **bound, int known, PyObject *const *args, Py_ssize_t count)
{
    int most = known;
    while (creation_parameters[most - 1].keyword_only)
        most--;
    if (!argument_count("mmap", count, 0, most))
        return false;
    for (Py_ssize_t i = 0; i < count; i++)
        bound[i] = args[i];
    return true;
}

/* Call the hooks of sys.addaudithook; false if one of them has raised. */
static bool audit(const creation *c)
{
    Py_ssize_t length = (Py_ssize_t)c->region.length;
    long long offset = c->region.offset;
#ifdef PYPY_VERSION /* PyPy has no PySys_Audit, but sys.audit */
    PyObject *hooks = PySys_GetObject("audit"); /* borrowed */
    PyObject *told = hooks == NULL ? PyErr_NoMemory()
                                   : PyObject_CallFunction(hooks, "siniL", "mmap.__new__", c->fileno, length,
                                                           c->audited_access, offset);
    Py_XDECREF(told);
    return told != NULL;
#else
    return PySys_Audit("mmap.__new__", "iniL", c->fileno, length, c->audited_access, offset) == 0;
#endif
}

static PyObject *construct(PyTypeObject *type, PyObject *const *bound, const library *made_by)
{
    int edition = made_by->edition;
    creation c;
    memset(&c, 0, sizeof c);
    c.edition = edition;
    c.region.file = NO_FILE;
    c.region.keeps_file = true;
    if (bound[0] == NULL || bound[1] == NULL) {
        PyErr_SetString(PyExc_TypeError, "mmap() needs fileno and length");
        return NULL;
    }
    map *self = NULL;
    region region;
    int reason;
    if (!creation_convert(&c, bound))
        goto done;
    if ((construction_is_audited(edition) && !audit(&c)) || !creation_find_file(&c))
        goto done;
    Py_BEGIN_ALLOW_THREADS
    reason = region_open(&region, &c.region);
    Py_END_ALLOW_THREADS
    if (reason != 0) {
        map_raise(reason);
        goto done;
    }
    self = (map *)type->tp_alloc(type, 0);
    if (self == NULL) {
        region_close(&region);
        goto done;
    }
    self->region = region;
    self->home = made_by;
    Py_INCREF(made_by->module);
    self->tracked = c.region.keeps_file;
done:
    PyMem_Free(c.memory);
    return (PyObject *)self;
}

static int known_parameters(const library *l)
{
    return creation_parameter_count - !trackfd_is_taken(l->edition, ON_WINDOWS);
}

/* tp_new: for a call of a subclass or of mmap.__new__, and on PyPy for a call of the class. */
PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *bound[MOST_PARAMETERS] = {NULL}, *name, *value;
    Py_ssize_t position = 0, count = PyTuple_GET_SIZE(args);
    const library *l = library_of(type);
    if (l == NULL)
        return NULL;
    int known = known_parameters(l), most = known;
    while (creation_parameters[most - 1].keyword_only)
        most--;
    if (!argument_count("mmap", count, 0, most))
        return NULL;
    for (Py_ssize_t i = 0; i < count; i++)
        bound[i] = PyTuple_GET_ITEM(args, i);
    while (kwargs != NULL && PyDict_Next(kwargs, &position, &name, &value))
        if (!bind_keyword(bound, known, name, value))
            return NULL;
    return construct(type, bound, l);
}

/* tp_vectorcall: for a call of the class itself, which spares the tuple and the dictionary of tp_new. */
PyObject *map_vectorcall(PyObject *type, PyObject *const *args, size_t count, PyObject *names)
{
    PyObject *bound[MOST_PARAMETERS] = {NULL};
    Py_ssize_t positions = PyVectorcall_NARGS(count);
    const library *l = library_of((PyTypeObject *)type);
    if (l == NULL)
        return NULL;
    int known = known_parameters(l);
    if (!bind_positions(bound, known, args, positions))
        return NULL;
    for (Py_ssize_t i = 0; names != NULL && i < PyTuple_GET_SIZE(names); i++)
        if (!bind_keyword(bound, known, PyTuple_GET_ITEM(names, i), args[positions + i]))
            return NULL;
    return construct((PyTypeObject *)type, bound, l);
}
