/* A map as a file: reading and writing at the position, and moving it. */

#include "arguments.h"
#include "map.h"
#include "touch.h"

/* Read count bytes from the position on and move the position behind them. count is at most map_rest. */
static PyObject *take(map *self, Py_ssize_t count)
{
    PyObject *made = PyBytes_FromStringAndSize(NULL, count);
    if (made == NULL || count == 0)
        return made;
    Py_ssize_t from = self->position;
    const region *r = &self->region;
    bool there;
    self->position += count; /* before the copy: a thread that reads during it gets the bytes behind these */
    LETTING_OTHERS_RUN(self, (size_t)count,
                       there = touch_copy(r->fragile, (unsigned char *)PyBytes_AS_STRING(made), r->bytes + from,
                                          (size_t)count));
    if (there)
        return made;
    self->position = from;
    Py_DECREF(made);
    return map_raise_gone();
}

static PyObject *read_locked(map *self, Py_ssize_t count)
{
    if (!map_check_open(self))
        return NULL;
    Py_ssize_t rest = map_rest(self);
    return take(self, count < 0 || count > rest ? rest : count);
}

/* read(n: int | None = None, /) -> bytes */
METHOD(map_read)
{
    map *me = (map *)self;
    Py_ssize_t most = -1;
    PyObject *found;
    if (!argument_count("read", count, 0, 1) ||
        (count == 1 && args[0] != Py_None && !argument_size(args[0], &most)))
        return NULL;
    LOCK(me);
    found = read_locked(me, most);
    UNLOCK(me);
    return found;
}

static PyObject *read_byte_locked(map *self)
{
    unsigned char byte;
    if (!map_check_open(self))
        return NULL;
    if (map_rest(self) == 0) {
        PyErr_SetString(PyExc_ValueError, "there is no byte to read at the end of the map");
        return NULL;
    }
    if (!touch_get(&self->region, (size_t)self->position, &byte))
        return map_raise_gone();
    self->position++;
    return PyLong_FromLong(byte);
}

/* read_byte() -> int */
METHOD_OF_NOTHING(map_read_byte)
{
    map *me = (map *)self;
    PyObject *found;
    (void)nothing;
    LOCK(me);
    found = read_byte_locked(me);
    UNLOCK(me);
    return found;
}

static PyObject *readline_locked(map *self)
{
    line found;
    if (!map_check_open(self))
        return NULL;
    if (map_rest(self) == 0)
        return PyBytes_FromStringAndSize(NULL, 0);
    if (!touch_line(&self->region, (size_t)self->position, &found))
        return map_raise_gone();
    if (found.length > SHORT_LINE)
        return take(self, (Py_ssize_t)found.length);
    PyObject *made = PyBytes_FromStringAndSize((char *)found.bytes, (Py_ssize_t)found.length);
    if (made != NULL)
        self->position += (Py_ssize_t)found.length;
    return made;
}

/* readline() -> bytes */
METHOD_OF_NOTHING(map_readline)
{
    map *me = (map *)self;
    PyObject *found;
    (void)nothing;
    LOCK(me);
    found = readline_locked(me);
    UNLOCK(me);
    return found;
}

static PyObject *write_locked(map *self, const bytes_like *data)
{
    if (!map_check_open(self) || !map_check_writable(self))
        return NULL;
    if (self->position > map_length(self) || data->length > (size_t)map_rest(self)) {
        PyErr_SetString(PyExc_ValueError, "the bytes do not fit between the position and the end of the map");
        return NULL;
    }
    Py_ssize_t at = self->position;
    region *r = &self->region;
    bool there;
    self->position += (Py_ssize_t)data->length;
    LETTING_OTHERS_RUN(self, data->length, there = touch_copy(r->fragile || data->fragile, r->bytes + at,
                                                              data->bytes, data->length));
    if (there)
        return PyLong_FromSize_t(data->length);
    self->position = at;
    return map_raise_gone();
}

/* write(bytes: bytes-like, /) -> int */
METHOD(map_write)
{
    map *me = (map *)self;
    bytes_like data;
    PyObject *done;
    if (!argument_count("write", count, 1, 1) || !argument_bytes(args[0], &data, me->home->edition))
        return NULL;
    LOCK(me);
    done = write_locked(me, &data);
    UNLOCK(me);
    release_bytes(&data);
    return done;
}

static PyObject *write_byte_locked(map *self, unsigned char byte)
{
    if (!map_check_open(self) || !map_check_writable(self))
        return NULL;
    if (map_rest(self) == 0) {
        PyErr_SetString(PyExc_ValueError, "there is no room for a byte at the end of the map");
        return NULL;
    }
    if (!touch_set(&self->region, (size_t)self->position, byte))
        return map_raise_gone();
    self->position++;
    Py_RETURN_NONE;
}

/* write_byte(byte: int, /) -> None */
METHOD_OF_ONE(map_write_byte)
{
    map *me = (map *)self;
    unsigned char byte;
    PyObject *done;
    if (!argument_byte(given, PyExc_OverflowError, &byte))
        return NULL;
    LOCK(me);
    done = write_byte_locked(me, byte);
    UNLOCK(me);
    return done;
}

static PyObject *seek_locked(map *self, Py_ssize_t distance, int whence)
{
    if (!map_check_open(self))
        return NULL;
    Py_ssize_t from, length = map_length(self);
    switch (whence) {
    case 0:
        from = 0;
        break;
    case 1:
        from = self->position;
        break;
    case 2:
        from = length;
        break;
    default:
        PyErr_Format(PyExc_ValueError, "seek() counts from 0, 1 or 2, not %d", whence);
        return NULL;
    }
    if (distance < -from || distance > length - from) {
        PyErr_SetString(PyExc_ValueError, "the position has to lie in the map or at its end");
        return NULL;
    }
    self->position = from + distance;
    if (seek_returns_the_position(self->home->edition))
        return PyLong_FromSsize_t(self->position);
    Py_RETURN_NONE;
}

/* seek(pos: int, whence: int = os.SEEK_SET, /) -> int (until 3.12: None) */
METHOD(map_seek)
{
    map *me = (map *)self;
    Py_ssize_t distance;
    int whence = 0;
    PyObject *done;
    if (!argument_count("seek", count, 1, 2) || !argument_size(args[0], &distance) ||
        (count == 2 && !argument_int(args[1], &whence)))
        return NULL;
    LOCK(me);
    done = seek_locked(me, distance, whence);
    UNLOCK(me);
    return done;
}

/* seekable() -> bool (since 3.13) */
METHOD_OF_NOTHING(map_seekable)
{
    (void)self, (void)nothing;
    Py_RETURN_TRUE;
}

/* tell() -> int */
METHOD_OF_NOTHING(map_tell)
{
    map *me = (map *)self;
    PyObject *found;
    (void)nothing;
    LOCK(me);
    found = map_check_open(me) ? PyLong_FromSsize_t(me->position) : NULL;
    UNLOCK(me);
    return found;
}
