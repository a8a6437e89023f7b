/* An implementation in C for the tests of coverage: the standard library's, passed on by compiled lines. */
#include <Python.h>

static PyObject *never(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    return PyLong_FromLong(42);
}

static PyMethodDef functions[] = {{"never", never, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "covered", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_covered(void)
{
    PyObject *made = PyModule_Create(&module), *real = PyImport_ImportModule("mmap");
    if (made == NULL || real == NULL || PyDict_Merge(PyModule_GetDict(made), PyModule_GetDict(real), 0) < 0) {
        Py_XDECREF(made);
        made = NULL;
    }
    Py_XDECREF(real);
    return made;
}
