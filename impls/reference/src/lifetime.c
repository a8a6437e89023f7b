/* The end of a map, and what it does as an object: close, with, pickling, repr, garbage collection. */

#include "arguments.h"
#include "map.h"

/* Take the region out of the map first. Other threads then find the map closed, so the memory can be given back,
   which may take long, while they run. */
static PyObject *close_locked(map *self)
{
    if (!map_check_unpinned(self, "close"))
        return NULL;
    region taken = self->region;
    self->region.bytes = NULL;
    self->region.length = 0;
    self->region.file = NO_FILE;
    self->region.section = NULL;
    self->region.tag = NULL;
    if (taken.bytes != NULL) {
        Py_BEGIN_ALLOW_THREADS
        region_close(&taken);
        Py_END_ALLOW_THREADS
    }
    Py_RETURN_NONE;
}

/* close() -> None */
METHOD_OF_NOTHING(map_close)
{
    map *me = (map *)self;
    PyObject *done;
    (void)nothing;
    LOCK(me);
    done = close_locked(me);
    UNLOCK(me);
    return done;
}

/* closed: bool */
PyObject *map_closed(PyObject *self, void *closure)
{
    map *me = (map *)self;
    bool closed;
    (void)closure;
    LOCK(me);
    closed = map_is_closed(me);
    UNLOCK(me);
    return PyBool_FromLong(closed);
}

/* __enter__() -> Self */
METHOD_OF_NOTHING(map_enter)
{
    map *me = (map *)self;
    bool open;
    (void)nothing;
    LOCK(me);
    open = map_check_open(me);
    UNLOCK(me);
    if (!open)
        return NULL;
    Py_INCREF(self);
    return self;
}

/* __exit__(exc_type, exc_value, traceback, /) -> None */
METHOD(map_exit)
{
    int edition = ((map *)self)->home->edition;
    (void)args;
    if (exit_takes_three_arguments(edition) && !argument_count("__exit__", count, 3, 3))
        return NULL;
    if (!leaving_calls_an_overridden_close(edition))
        return map_close(self, NULL);
    PyObject *done = PyObject_CallMethod(self, "close", NULL);
    if (done == NULL)
        return NULL;
    Py_DECREF(done);
    Py_RETURN_NONE;
}

/* __reduce__(), which pickle and copy call. Memory and descriptor cannot be made anew from bytes, so it raises. */
METHOD_OF_NOTHING(map_reduce)
{
    (void)nothing;
    PyErr_Format(PyExc_TypeError, "cannot pickle '%.100s' object", Py_TYPE(self)->tp_name);
    return NULL;
}

PyObject *map_repr(PyObject *object)
{
    static const char *const access[] = {"ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"};
    map *self = (map *)object;
    if (!repr_tells_the_state(self->home->edition))
        return PyBaseObject_Type.tp_repr(object);
    map seen;
    LOCK(self);
    seen.region = self->region;
    seen.position = self->position;
    UNLOCK(self);
    const char *name = Py_TYPE(object)->tp_name;
    if (seen.region.bytes == NULL)
        return PyUnicode_FromFormat("<%s closed=True>", name);
    return PyUnicode_FromFormat("<%s closed=False, access=%s, length=%zu, pos=%zd, offset=%lld>", name,
                                access[seen.region.access], seen.region.length, seen.position,
                                (long long)seen.region.offset);
}

int map_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((map *)self)->home->module);
    return 0;
}

void map_dealloc(PyObject *object)
{
    map *self = (map *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    if (self->weak != NULL)
        PyObject_ClearWeakRefs(object);
    region_close(&self->region);
    PyObject *module = self->home->module;
    type->tp_free(object);
    Py_DECREF(module);
    Py_DECREF(type);
}
