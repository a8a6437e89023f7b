/* The module and its type: which methods a map has in which edition, and what is made when the module is loaded.

   The same definition is loaded once for every edition that is asked for. The loader_state of a module's __spec__ says
   which edition the module is to have; without a loader_state it has the newest. */

#include "creation.h"

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define MS_SYNC_IN_WORDS "0" /* flush ignores its flags on Windows; help() has to show some default */
#else
#include <sys/mman.h>
#define IN_WORDS(number) #number
#define EXPANDED(name) IN_WORDS(name)
#define MS_SYNC_IN_WORDS EXPANDED(MS_SYNC)
#endif

/* Methods, each with the lines that help() and inspect.signature show. */

#define FAST(name, function, signature, text) \
    {name, (PyCFunction)(void (*)(void))(function), METH_FASTCALL, name signature "\n--\n\n" text}
#define NONE(name, function, returned_text) {name, function, METH_NOARGS, name "($self, /)\n--\n\n" returned_text}
#define ONE(name, function, argument, text) {name, function, METH_O, name "($self, " argument ", /)\n--\n\n" text}

/* clang-format off */
#define BASIC \
    NONE("close", map_close, "End the map. Its file stays open."), \
    FAST("find", map_find, "($self, sub, start=None, end=None, /)", \
         "The lowest index of sub between start, by default the position, and end; -1 if there is none."), \
    FAST("rfind", map_rfind, "($self, sub, start=None, end=None, /)", \
         "The highest index of sub between start, by default the position, and end; -1 if there is none."), \
    FAST("move", map_move, "($self, dest, src, count, /)", "Copy count bytes from index src to index dest."), \
    FAST("read", map_read, "($self, n=None, /)", \
         "Up to n bytes from the position on, by default all that are left; the position moves behind them."), \
    NONE("read_byte", map_read_byte, "The byte at the position as an integer; the position moves on by one."), \
    NONE("readline", map_readline, "The bytes from the position up to and with the next newline."), \
    FAST("seek", map_seek, "($self, pos, whence=0, /)", \
         "Set the position, counted from the beginning (0), the position (1) or the end (2)."), \
    NONE("size", map_size, "The length of the file, which may be longer than the map."), \
    NONE("tell", map_tell, "The position."), \
    FAST("write", map_write, "($self, bytes, /)", \
         "Store bytes at the position, which moves behind them, and return their number."), \
    ONE("write_byte", map_write_byte, "byte", "Store an integer at the position, which moves on by one."), \
    NONE("__enter__", map_enter, "The map itself."), \
    FAST("__exit__", map_exit, "($self, exc_type, exc_value, traceback, /)", "Close the map."), \
    NONE("__reduce__", map_reduce, "Maps cannot be pickled or copied.")
#define RESIZE \
    FAST("resize", map_resize, "($self, newsize, /)", "Give the map and its file another length."),
#define FLUSH \
    FAST("flush", map_flush, "($self, offset=0, size=None, /)", "Write changes back, of a range or of all."),
#define FLUSH_WITH_FLAGS \
    {"flush", (PyCFunction)(void (*)(void))map_flush_with_flags, METH_FASTCALL | METH_KEYWORDS, \
     "flush($self, offset=0, size=-1, /, *, flags=" MS_SYNC_IN_WORDS ")\n--\n\nWrite changes back, of a range or of all."},
#define SEEKABLE NONE("seekable", map_seekable, "True."),
/* clang-format on */

#ifdef _WIN32
#define MADVISE
#else
#define MADVISE \
    FAST("madvise", map_madvise, "($self, option, start=0, length=None, /)", "Tell the system how memory will be used."),
#endif

#ifdef __linux__
#define SET_NAME ONE("set_name", map_set_name, "name", "Give anonymous memory a name that the system shows."),
#else
#define SET_NAME
#endif

/* From edition 3.15 on maps have no method resize on systems that cannot change the length of a mapping. */
#if defined(__linux__) || defined(__NetBSD__) || defined(_WIN32)
#define RESIZE_IF_POSSIBLE RESIZE
#else
#define RESIZE_IF_POSSIBLE
#endif

/* From edition 3.12 on maps have __buffer__ and __release_buffer__. CPython 3.12 and newer add both to every type
   that has a buffer; on older interpreters and on PyPy the type has to bring them. */
#if PY_VERSION_HEX < 0x030C0000 || defined(PYPY_VERSION)
#define BUFFER                                                                           \
    ONE("__buffer__", map_buffer, "flags", "A view of the map."),                        \
    ONE("__release_buffer__", map_release_buffer, "buffer", "Release a view of the map."),
#else
#define BUFFER
#endif

static PyMethodDef methods_3_7[] = {RESIZE FLUSH BASIC, {NULL, NULL, 0, NULL}};
static PyMethodDef methods_3_8[] = {MADVISE RESIZE FLUSH BASIC, {NULL, NULL, 0, NULL}};
static PyMethodDef methods_3_12[] = {BUFFER MADVISE RESIZE FLUSH BASIC, {NULL, NULL, 0, NULL}};
static PyMethodDef methods_3_13[] = {SEEKABLE BUFFER MADVISE RESIZE FLUSH BASIC, {NULL, NULL, 0, NULL}};
static PyMethodDef methods_3_15[] = {
    SET_NAME SEEKABLE BUFFER MADVISE RESIZE_IF_POSSIBLE FLUSH_WITH_FLAGS BASIC, {NULL, NULL, 0, NULL}};

static PyMethodDef *methods_of(int edition)
{
    return edition >= 15   ? methods_3_15
           : edition >= 13 ? methods_3_13
           : edition >= 12 ? methods_3_12
           : edition >= 8  ? methods_3_8
                           : methods_3_7;
}

static PyGetSetDef attributes[] = {
    {"closed", map_closed, NULL, "Whether the map has been closed.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* Python looks for a member of this name to learn where a map keeps its list of weak references. */
#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>
#define Py_T_PYSSIZET T_PYSSIZET
#define Py_READONLY READONLY
#endif
static PyMemberDef members[] = {
    {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(map, weak), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

#ifndef Py_TPFLAGS_IMMUTABLETYPE
#define Py_TPFLAGS_IMMUTABLETYPE 0 /* before 3.10 */
#endif

static PyTypeObject *make_type(PyObject *module, int edition)
{
    const char *doc = trackfd_is_taken(edition, ON_WINDOWS) ? creation_doc_trackfd : creation_doc;
    PyType_Slot slots[] = {
        {Py_tp_doc, (void *)(uintptr_t)doc},
        {Py_tp_new, map_new},
        {Py_tp_dealloc, map_dealloc},
        {Py_tp_traverse, map_traverse},
        {Py_tp_repr, map_repr},
        {Py_tp_methods, methods_of(edition)},
        {Py_tp_getset, attributes},
        {Py_tp_members, members},
        {Py_mp_length, map_len},
        {Py_mp_subscript, map_subscript},
        {Py_mp_ass_subscript, map_ass_subscript},
        {Py_sq_length, map_len},
        {Py_sq_item, map_item},
        {Py_bf_getbuffer, map_getbuffer},
        {Py_bf_releasebuffer, map_releasebuffer},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "mmap.mmap",
        .basicsize = sizeof(map),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
        .slots = slots,
    };
    PyTypeObject *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
#ifndef PYPY_VERSION
    if (type != NULL)
        type->tp_vectorcall = map_vectorcall; /* before 3.14 there is no slot for it */
#endif
    return type;
}

/* The edition in the loader_state, which is a text such as "3.7"; -1 with an exception if there is no such edition. */
static int edition_of(PyObject *module)
{
    int edition = NEWEST_EDITION;
    PyObject *spec = PyObject_GetAttrString(module, "__spec__");
    PyObject *asked = spec == NULL ? NULL : PyObject_GetAttrString(spec, "loader_state");
    if (asked == NULL) /* the module was not made by importlib: no __spec__, or no loader_state in it */
        PyErr_Clear();
    else if (PyUnicode_Check(asked)) {
        const char *text = PyUnicode_AsUTF8(asked);
        edition = text != NULL && strncmp(text, "3.", 2) == 0 ? atoi(text + 2) : 0;
        if (edition < OLDEST_EDITION || edition > NEWEST_EDITION) {
            PyErr_Format(PyExc_ImportError, "there is no edition %R; there are 3.%d to 3.%d", asked, OLDEST_EDITION,
                         NEWEST_EDITION);
            edition = -1;
        }
    }
    Py_XDECREF(asked);
    Py_XDECREF(spec);
    return edition;
}

static int load(PyObject *module)
{
    library *l = PyModule_GetState(module);
    l->module = module;
    l->edition = edition_of(module);
    if (l->edition < 0)
        return -1;
    for (int i = 0; i < 256; i++) {
        l->singles[i] = PyBytes_FromStringAndSize(&(char){(char)i}, 1);
        if (l->singles[i] == NULL)
            return -1;
    }
    l->type = make_type(module, l->edition);
    if (l->type == NULL || PyObject_SetAttrString(module, "mmap", (PyObject *)l->type) < 0)
        return -1;
    return add_constants(module, l->edition);
}

static int traverse(PyObject *module, visitproc visit, void *arg)
{
    library *l = PyModule_GetState(module);
    Py_VISIT(l->type);
    return 0;
}

static int clear(PyObject *module)
{
    library *l = PyModule_GetState(module);
    Py_CLEAR(l->type);
    for (int i = 0; i < 256; i++)
        Py_CLEAR(l->singles[i]);
    return 0;
}

static void unload(void *module)
{
    clear(module);
}

#ifdef MAP_COVERAGE
/* gcov writes its counts down when a process exits. A subject is killed instead, so checks/variants.py calls this
   function between two examples. */
void __gcov_dump(void);
void __gcov_reset(void);

static PyObject *write_coverage(PyObject *module, PyObject *nothing)
{
    (void)module, (void)nothing;
    __gcov_dump();
    __gcov_reset();
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {{"write_coverage", write_coverage, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
#else
#define functions NULL
#endif

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, load},
#if PY_VERSION_HEX >= 0x030C0000 && !defined(PYPY_VERSION)
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#if PY_VERSION_HEX >= 0x030D0000 && !defined(PYPY_VERSION)
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

PyModuleDef map_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "mmap",
    .m_size = sizeof(library),
    .m_methods = functions,
    .m_slots = slots,
    .m_traverse = traverse,
    .m_clear = clear,
    .m_free = unload,
};

PyMODINIT_FUNC PyInit__core(void);

PyMODINIT_FUNC PyInit__core(void)
{
    return PyModuleDef_Init(&map_module);
}
