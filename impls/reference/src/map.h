/* The map object: its fields, its lock, its checks, and the functions that its type is made of.

   Every method does three things in this order. It converts its arguments (arguments.h), which may run anybody's
   Python code: an __index__ or a buffer may close the map or change its length. Then it locks the map and checks the
   state that the map is in now. Then it touches the memory. From the check on no Python code runs, so that what was
   checked is still true. */

#ifndef MAP_H
#define MAP_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "edition.h"
#include "region.h"

/* The state of a module. */
typedef struct {
    PyTypeObject *type;
    PyObject *module;       /* the module that this is the state of; borrowed */
    PyObject *singles[256]; /* every bytes object of length 1, for iteration; NULL once the module is cleared */
    int edition;
} library;

typedef struct {
    PyObject_HEAD
    region region;       /* its bytes are NULL once the map is closed */
    Py_ssize_t position; /* never negative; behind the end after a resize to less */
    Py_ssize_t exports;  /* views, and methods that use the memory without the lock; both keep close and resize away */
    PyObject *weak;      /* the list of weak references */
    const library *home; /* state of the module that made the map; the map holds a reference to that module */
    bool tracked;        /* made with trackfd=True: size and resize work */
} map;

extern PyModuleDef map_module;

#ifdef _WIN32
enum { ON_WINDOWS = true };
#else
enum { ON_WINDOWS = false };
#endif

/* The lock

   No other thread changes the map between a method's check and its last touch: the GIL sees to that, and without a
   GIL a critical section. A return between LOCK and UNLOCK would leave the section entered for ever. A build with
   the option invariants asserts in UNLOCK what is always true of a map. */

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

/* A search or copy of at least so many bytes lets other threads run meanwhile. For that time the map counts one export
   more, so that close and resize are refused as they are while a view exists. */
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

/* Checks

   To be made under the lock. A check that fails sets an exception and returns false. */

/* Always false, with the exception of a closed or of a read-only map. */
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

/* How many bytes there are from the position to the end; 0 if the position is behind the end. */
static inline Py_ssize_t map_rest(const map *self)
{
    return self->position < map_length(self) ? map_length(self) - self->position : 0;
}

/* BufferError while the map has exports. what: the verb of the message, such as close. */
bool map_check_unpinned(const map *self, const char *what);

/* Set the exception for the reason that a function of region.h returned. Always NULL. */
PyObject *map_raise(int reason);

/* Set OSError because a touch of the memory has faulted. Always NULL. */
PyObject *map_raise_gone(void);

/* What the type is made of

   module.c puts these functions into the slots and tables of methods. They are defined by stem: creation.c, content.c,
   search.c, cursor.c, extent.c, durability.c, lifetime.c. */

PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *map_vectorcall(PyObject *type, PyObject *const *args, size_t count, PyObject *names);
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

/* constants.c: give a module the constants of an edition. */
int add_constants(PyObject *module, int edition);

#endif
