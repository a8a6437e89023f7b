/* A map as a sequence of bytes: items, slices, views, move. */

#include "arguments.h"
#include "map.h"
#include "touch.h"

#include <string.h>

/* len(m) -> int */
Py_ssize_t map_len(PyObject *object)
{
    map *self = (map *)object;
    Py_ssize_t length;
    LOCK(self);
    length = map_check_open(self) ? map_length(self) : -1;
    UNLOCK(self);
    return length;
}

/* Make an index that counts from the end count from the beginning; IndexError if it is out of range. */
static bool check_index(const map *self, Py_ssize_t *index)
{
    Py_ssize_t length = map_length(self);
    if (*index < 0)
        *index += length;
    if (*index >= 0 && *index < length)
        return true;
    PyErr_SetString(PyExc_IndexError, "the index is out of range");
    return false;
}

static bool get_byte(map *self, Py_ssize_t index, unsigned char *byte)
{
    return map_check_open(self) && check_index(self, &index) &&
           (touch_get(&self->region, (size_t)index, byte) || map_raise_gone() != NULL);
}

static bool refuse_item(const map *self)
{
    if (map_check_open(self))
        PyErr_SetString(PyExc_IndexError, "the index is out of range");
    return false;
}

/* The item that iteration and PySequence_GetItem get: a bytes object of length 1. Python has added the length to a
   negative index already, so one that is still negative is out of range. */
PyObject *map_item(PyObject *object, Py_ssize_t index)
{
    map *self = (map *)object;
    unsigned char byte;
    bool got;
    LOCK(self);
    if ((size_t)index >= self->region.length) /* the length is 0 once the map is closed */
        got = refuse_item(self);
    else
        got = touch_get(&self->region, (size_t)index, &byte) || map_raise_gone() != NULL;
    UNLOCK(self);
    if (!got)
        return NULL;
    PyObject *single = self->home->singles[byte];
    if (single == NULL)
        return PyBytes_FromStringAndSize((char *)&byte, 1);
    Py_INCREF(single);
    return single;
}

static bool convert_index(PyObject *given, Py_ssize_t *index)
{
    if (PyLong_CheckExact(given)) {
        *index = PyLong_AsSsize_t(given);
        if (*index != -1 || !PyErr_Occurred())
            return true;
        PyErr_Clear(); /* too large for Py_ssize_t: PyNumber_AsSsize_t below sets IndexError for it */
    } else if (!PyIndex_Check(given)) {
        PyErr_Format(PyExc_TypeError, "an index has to be an integer or a slice, not %.100s", Py_TYPE(given)->tp_name);
        return false;
    }
    *index = PyNumber_AsSsize_t(given, PyExc_IndexError);
    return *index != -1 || !PyErr_Occurred();
}

typedef struct {
    Py_ssize_t start, stop, step, count;
} span;

static PyObject *slice_locked(map *self, span *s)
{
    if (!map_check_open(self))
        return NULL;
    s->count = PySlice_AdjustIndices(map_length(self), &s->start, &s->stop, s->step);
    PyObject *made = PyBytes_FromStringAndSize(NULL, s->count);
    if (made == NULL || s->count == 0)
        return made;
    unsigned char *to = (unsigned char *)PyBytes_AS_STRING(made);
    size_t count = (size_t)s->count, start = (size_t)s->start;
    const region *r = &self->region;
    bool there;
    if (s->step == 1)
        LETTING_OTHERS_RUN(self, count, there = touch_copy(r->fragile, to, r->bytes + start, count));
    else
        LETTING_OTHERS_RUN(self, count, there = touch_gather(r->fragile, r, start, s->step, count, to));
    if (there)
        return made;
    Py_DECREF(made);
    return map_raise_gone();
}

/* m[index] -> int; m[start:stop:step] -> bytes */
PyObject *map_subscript(PyObject *object, PyObject *index)
{
    map *self = (map *)object;
    if (!PyLong_CheckExact(index) && PySlice_Check(index)) {
        span s;
        PyObject *made;
        if (PySlice_Unpack(index, &s.start, &s.stop, &s.step) < 0)
            return NULL;
        LOCK(self);
        made = slice_locked(self, &s);
        UNLOCK(self);
        return made;
    }
    Py_ssize_t at;
    unsigned char byte;
    bool got;
    if (!convert_index(index, &at))
        return NULL;
    LOCK(self);
    got = get_byte(self, at, &byte);
    UNLOCK(self);
    return got ? PyLong_FromLong(byte) : NULL;
}

static int set_item_locked(map *self, Py_ssize_t index, unsigned char byte)
{
    if (!map_check_open(self) || !map_check_writable(self) || !check_index(self, &index))
        return -1;
    if (touch_set(&self->region, (size_t)index, byte))
        return 0;
    map_raise_gone();
    return -1;
}

/* Whether the source of a slice assignment lies in the map's own memory. If so, storing every step-th byte would
   change bytes of the source that are yet to be read. */
static bool overlaps(const map *self, const bytes_like *from)
{
    uintptr_t bytes = (uintptr_t)from->bytes, begin = (uintptr_t)self->region.bytes;
    return bytes < begin + self->region.reserved && begin < bytes + from->length;
}

static int set_slice_locked(map *self, span *s, const bytes_like *from)
{
    if (!map_check_open(self) || !map_check_writable(self))
        return -1;
    s->count = PySlice_AdjustIndices(map_length(self), &s->start, &s->stop, s->step);
    size_t count = (size_t)s->count, start = (size_t)s->start;
    if (from->length != count) {
        PyErr_Format(PyExc_IndexError, "a slice of %zd bytes cannot be replaced by %zu", s->count, from->length);
        return -1;
    }
    if (count == 0)
        return 0;
    region *r = &self->region;
    bool there, fragile = r->fragile || from->fragile;
    if (s->step == 1) {
        LETTING_OTHERS_RUN(self, count, there = touch_copy(fragile, r->bytes + start, from->bytes, count));
    } else {
        const unsigned char *bytes = from->bytes;
        unsigned char *own = NULL;
        if (overlaps(self, from)) {
            own = PyMem_Malloc(count);
            if (own == NULL) {
                PyErr_NoMemory();
                return -1;
            }
            bytes = own;
        }
        LETTING_OTHERS_RUN(self, count,
                           there = (own == NULL || touch_copy(fragile, own, from->bytes, count)) &&
                                   touch_scatter(fragile, r, start, s->step, count, bytes));
        PyMem_Free(own);
    }
    if (there)
        return 0;
    map_raise_gone();
    return -1;
}

static int set_slice(map *self, PyObject *index, PyObject *value)
{
    span s;
    bytes_like from;
    int done;
    if (PySlice_Unpack(index, &s.start, &s.stop, &s.step) < 0 || !argument_bytes(value, &from, self->home->edition))
        return -1;
    LOCK(self);
    done = set_slice_locked(self, &s, &from);
    UNLOCK(self);
    release_bytes(&from);
    return done;
}

/* m[index] = int; m[start:stop:step] = bytes-like */
int map_ass_subscript(PyObject *object, PyObject *index, PyObject *value)
{
    map *self = (map *)object;
    Py_ssize_t at;
    unsigned char byte;
    int done;
    bool allowed;
    /* A closed or read-only map is refused before a bad index or value is. Converting those may run code that closes
       the map, so the functions that store check again. */
    LOCK(self);
    allowed = map_check_open(self) && map_check_writable(self);
    UNLOCK(self);
    if (!allowed)
        return -1;
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "bytes cannot be deleted from a map");
        return -1;
    }
    if (PySlice_Check(index))
        return set_slice(self, index, value);
    if (!convert_index(index, &at) || !argument_byte(value, PyExc_ValueError, &byte))
        return -1;
    LOCK(self);
    done = set_item_locked(self, at, byte);
    UNLOCK(self);
    return done;
}

static PyObject *move_locked(map *self, Py_ssize_t dest, Py_ssize_t src, Py_ssize_t count)
{
    if (!map_check_open(self) || !map_check_writable(self))
        return NULL;
    Py_ssize_t length = map_length(self);
    if (dest < 0 || src < 0 || count < 0 || dest > length || src > length || count > length - dest ||
        count > length - src) {
        PyErr_SetString(PyExc_ValueError, "source and destination have to lie within the map");
        return NULL;
    }
    unsigned char *bytes = self->region.bytes;
    bool there;
    LETTING_OTHERS_RUN(self, (size_t)count,
                       there = touch_copy(self->region.fragile, bytes + dest, bytes + src, (size_t)count));
    if (!there)
        return map_raise_gone();
    Py_RETURN_NONE;
}

/* move(dest: int, src: int, count: int, /) -> None */
METHOD(map_move)
{
    map *me = (map *)self;
    Py_ssize_t dest, src, size;
    PyObject *done;
    if (!argument_count("move", count, 3, 3) || !argument_size(args[0], &dest) || !argument_size(args[1], &src) ||
        !argument_size(args[2], &size))
        return NULL;
    LOCK(me);
    done = move_locked(me, dest, src, size);
    UNLOCK(me);
    return done;
}

int map_getbuffer(PyObject *object, Py_buffer *view, int flags)
{
    map *self = (map *)object;
    int done = -1;
    LOCK(self);
    if (map_check_open(self))
        done = PyBuffer_FillInfo(view, object, self->region.bytes, map_length(self),
                                 self->region.access == ACCESS_READ, flags);
    else if (view != NULL)
        view->obj = NULL;
    if (done == 0)
        self->exports++;
    UNLOCK(self);
    return done;
}

void map_releasebuffer(PyObject *object, Py_buffer *view)
{
    map *self = (map *)object;
    (void)view;
    LOCK(self);
    self->exports--;
    UNLOCK(self);
}

/* __buffer__(flags: int, /) -> memoryview

   CPython 3.12 and newer make this method and __release_buffer__ out of map_getbuffer and map_releasebuffer. On older
   interpreters and on PyPy the editions from 3.12 on get these two. */
METHOD_OF_ONE(map_buffer)
{
    int flags;
    if (!argument_int(given, &flags))
        return NULL;
    Py_buffer probe;
    if (PyObject_GetBuffer(self, &probe, flags) != 0)
        return NULL;
    PyBuffer_Release(&probe);
    return PyMemoryView_FromObject(self);
}

/* __release_buffer__(buffer: memoryview, /) -> None */
METHOD_OF_ONE(map_release_buffer)
{
    if (!PyMemoryView_Check(given) || PyMemoryView_GET_BUFFER(given)->obj != self) {
        PyErr_SetString(PyExc_TypeError, "__release_buffer__() takes a view of this map");
        return NULL;
    }
    return PyObject_CallMethod(given, "release", NULL);
}
