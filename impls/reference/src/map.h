/* The object, and what every part of it needs: the lock, the checks, the conversions of arguments.

   Every method does three things in this order. It converts its arguments, which may run anybody's code: an
   __index__ or a buffer may close the map or change its length. Then it locks the map and checks what it is now.
   Then it touches the memory, and from the check on no Python code runs. */

#ifndef MAP_H
#define MAP_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "edition.h"
#include "region.h"

/* A module's state. */
typedef struct {
    PyTypeObject *type;
    PyObject *module;       /* itself, borrowed */
    PyObject *singles[256]; /* every bytes object of length 1, for iteration; NULL once the module is cleared */
    int edition;
} library;

typedef struct {
    PyObject_HEAD
    region region;       /* without bytes once the map is closed */
    Py_ssize_t position; /* never negative; may be behind the end after resize */
    Py_ssize_t exports;  /* views of the map, and our own work that runs without the lock */
    PyObject *weak;
    const library *home; /* of the module that made it, to which it holds a reference */
    bool tracked;        /* made with trackfd=True */
} map;

extern PyModuleDef map_module;

#ifdef _WIN32
enum { ON_WINDOWS = true };
#else
enum { ON_WINDOWS = false };
#endif

/* The lock

   With the GIL a method is alone from its check to its last touch; without it, a critical section sees to that.
   Nothing may return between the two. A debug build asserts here, after each method, what is always true. */

#if PY_VERSION_HEX >= 0x030D0000 && !defined(PYPY_VERSION)
#define LOCK(self) Py_BEGIN_CRITICAL_SECTION(self)
#define UNLOCK(self) \
    VERIFY(self);    \
    Py_END_CRITICAL_SECTION()
#else
#define LOCK(self) {
#define UNLOCK(self) \
    VERIFY(self);    \
    }
#endif

#ifdef MAP_INVARIANTS
#define VERIFY(self) map_verify(self)
void map_verify(const map *self);
#else
#define VERIFY(self) (void)0
#endif

/* From so many bytes on a search or a copy lets other threads run meanwhile. That takes a pin, which keeps close and
   resize away as a view would. */
#define LONG_ENOUGH ((size_t)1 << 17)

#define LETTING_OTHERS_RUN(self, size, work) \
    do {                                     \
        if ((size) < LONG_ENOUGH) {          \
            work;                            \
        } else {                             \
            (self)->exports++;               \
            Py_BEGIN_ALLOW_THREADS           \
            work;                            \
            Py_END_ALLOW_THREADS             \
            (self)->exports--;               \
        }                                    \
    } while (0)

/* Checks, to be made under the lock. They set an exception and return false. */

bool map_refuse_closed(void);
bool map_refuse_change(void);

static inline bool map_is_closed(const map *self)
{
    return self->region.bytes == NULL;
}

static inline bool map_check_open(const map *self)
{
    return !map_is_closed(self) || map_refuse_closed();
}

static inline bool map_check_writable(const map *self)
{
    return self->region.access != ACCESS_READ || map_refuse_change();
}

static inline Py_ssize_t map_length(const map *self)
{
    return (Py_ssize_t)self->region.length;
}

/* How many bytes there are from the position to the end. */
static inline Py_ssize_t map_rest(const map *self)
{
    return self->position < map_length(self) ? map_length(self) - self->position : 0;
}

bool map_check_unpinned(const map *self, const char *what);

/* Raise what a region's function returned; NULL. */
PyObject *map_raise(int reason);

/* Raise that bytes were not there: OSError; NULL. */
PyObject *map_raise_gone(void);

/* Arguments. They set an exception and return false. */

bool argument_count(const char *method, Py_ssize_t given, Py_ssize_t least, Py_ssize_t most);
bool argument_size_slowly(PyObject *given, Py_ssize_t *value);
bool argument_int(PyObject *given, int *value);
bool argument_bound(PyObject *given, Py_ssize_t *value);
bool argument_byte(PyObject *given, PyObject *out_of_range, unsigned char *value);

/* An integer of the platform's size type; OverflowError where it does not fit. */
static inline bool argument_size(PyObject *given, Py_ssize_t *value)
{
    if (PyLong_CheckExact(given)) {
        *value = PyLong_AsSsize_t(given);
        return *value != -1 || PyErr_Occurred() == NULL;
    }
    return argument_size_slowly(given, value);
}

/* Somebody's bytes, for the time of one call. */
typedef struct {
    const unsigned char *bytes;
    size_t length;
    bool fragile; /* they may be another map's */
    Py_buffer view;
} bytes_like;

bool argument_view(PyObject *given, bytes_like *taken, int edition);

static inline bool argument_bytes(PyObject *given, bytes_like *taken, int edition)
{
    if (!PyBytes_CheckExact(given))
        return argument_view(given, taken, edition);
    taken->view.obj = NULL; /* the caller of the method holds it */
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

/* creation.c */
PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *map_vectorcall(PyObject *type, PyObject *const *args, size_t count, PyObject *names);
library *map_library(PyTypeObject *type);

/* constants.c */
int add_constants(PyObject *module, int edition);

/* The slots and methods, by stem: content.c, search.c, cursor.c, extent.c, durability.c, lifetime.c. */
Py_ssize_t map_len(PyObject *self);
PyObject *map_subscript(PyObject *self, PyObject *index);
int map_ass_subscript(PyObject *self, PyObject *index, PyObject *value);
PyObject *map_item(PyObject *self, Py_ssize_t index);
int map_getbuffer(PyObject *self, Py_buffer *view, int flags);
void map_releasebuffer(PyObject *self, Py_buffer *view);
PyObject *map_repr(PyObject *self);
int map_traverse(PyObject *self, visitproc visit, void *arg);
void map_dealloc(PyObject *self);
PyObject *map_closed(PyObject *self, void *closure);

#define METHOD(name) PyObject *name(PyObject *self, PyObject *const *args, Py_ssize_t count)
METHOD(map_move);
METHOD(map_find);
METHOD(map_rfind);
METHOD(map_read);
METHOD(map_seek);
METHOD(map_write);
METHOD(map_resize);
METHOD(map_flush);
METHOD(map_madvise);
METHOD(map_exit);
#define METHOD_OF_NOTHING(name) PyObject *name(PyObject *self, PyObject *nothing)
METHOD_OF_NOTHING(map_read_byte);
METHOD_OF_NOTHING(map_readline);
METHOD_OF_NOTHING(map_tell);
METHOD_OF_NOTHING(map_seekable);
METHOD_OF_NOTHING(map_size);
METHOD_OF_NOTHING(map_close);
METHOD_OF_NOTHING(map_enter);
METHOD_OF_NOTHING(map_reduce);
#define METHOD_OF_ONE(name) PyObject *name(PyObject *self, PyObject *given)
METHOD_OF_ONE(map_write_byte);
METHOD_OF_ONE(map_set_name);
METHOD_OF_ONE(map_buffer);
METHOD_OF_ONE(map_release_buffer);
PyObject *map_flush_with_flags(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);

#endif
