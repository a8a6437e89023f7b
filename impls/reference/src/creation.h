/* What the constructor takes on this system. creation_posix.c and creation_windows.c hold the same things in the same
   order; the build picks one of them. */

#ifndef CREATION_H
#define CREATION_H

#include "map.h"

typedef struct {
    const char *name;
    bool keyword_only;
} parameter;

enum { MOST_PARAMETERS = 8 };

/* fileno and length come first and cannot be left out. trackfd comes last, for editions that have it. */
extern const parameter creation_parameters[];
extern const int creation_parameter_count;

/* What the class says of itself: its signature and how it is called. */
extern const char creation_doc[], creation_doc_trackfd[];

typedef struct {
    region_request region;
    int edition, fileno, audited_access;
    void *memory; /* Python's, which the request points into */
} creation;

/* Convert what was given, NULL for what was left out, and fold access, flags and prot into one. */
bool creation_convert(creation *c, PyObject *const *given);

/* Once nothing stands in the way any more: the file that the descriptor means. */
bool creation_find_file(creation *c);

/* An integer of C's type int, NULL for one that was left out. */
bool creation_convert_int(const creation *c, PyObject *given, int *value);

/* Conversions that both systems make: fileno, length and offset. */
bool creation_convert_place(creation *c, PyObject *fileno, PyObject *length, PyObject *offset);

#endif
