/* What the constructor takes on this system. creation_posix.c and creation_windows.c define the same names in the same
   order; meson.build picks one of the files. */

#ifndef CREATION_H
#define CREATION_H

#include "map.h"

typedef struct {
    const char *name;
    bool keyword_only;
} parameter;

enum { MOST_PARAMETERS = 8 };

/* The parameters in their order. fileno and length come first and cannot be left out. trackfd comes last, so that an
   edition without trackfd takes all parameters but the last. */
extern const parameter creation_parameters[];
extern const int creation_parameter_count;

/* The docstring of the class, which begins with its signature: without trackfd, and with it. */
extern const char creation_doc[], creation_doc_trackfd[];

typedef struct {
    region_request region;
    int edition, fileno, audited_access;
    void *memory; /* what region.tag points to; freed with PyMem_Free */
} creation;

/* Convert the given arguments, NULL for one that was left out, into the request. access, flags and prot all become one
   access. */
bool creation_convert(creation *c, PyObject *const *given);

/* Set the file of the request to the one that fileno stands for. Called after the audit hooks, which are told of a bad
   descriptor too. */
bool creation_find_file(creation *c);

/* An integer of C's type int. For an argument that was left out, NULL, value stays as it is. */
bool creation_convert_int(const creation *c, PyObject *given, int *value);

/* Conversions that both systems make: fileno, length and offset. */
bool creation_convert_place(creation *c, PyObject *fileno, PyObject *length, PyObject *offset);

#endif
