/* What a test of the agent sets: an object that takes m[i] = v, reports success, and leaves a ValueError behind. */
#include <Python.h>

static int leave(PyObject *self, PyObject *index, PyObject *value)
{
    (void)self;
    (void)index;
    (void)value;
    PyErr_SetString(PyExc_ValueError, "left behind");
    return 0;
}

static PyMappingMethods methods = {NULL, NULL, leave};
static PyTypeObject type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "leaving.Leaving",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_as_mapping = &methods,
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "leaving", NULL, -1, NULL, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_leaving(void)
{
    PyObject *made = PyModule_Create(&module);
    if (made == NULL || PyType_Ready(&type) < 0 || PyModule_AddObject(made, "Leaving", (PyObject *)&type) < 0)
        return NULL;
    return made;
}
