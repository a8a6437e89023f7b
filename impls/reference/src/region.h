/* The seam between maps and the operating system: what a map needs of the system. Nothing of Python
   is known here.

   region_posix.c and region_windows.c hold the same functions in the same order; meson.build picks one of the files.
   A function that can fail returns 0, the system's own error number (errno, or GetLastError on Windows), or one
   of the negative reasons below. After a failure region, memory and file are as they were. */

#ifndef REGION_H
#define REGION_H

#include "extable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#define NO_FILE ((intptr_t)-1)

enum {
    REGION_FILE_EMPTY = -1,   /* length 0 was asked for, and the file has none */
    REGION_OFFSET_BEYOND = -2, /* the offset is at or behind the end of the file */
    REGION_FILE_SHORT = -3,   /* the file ends before the map would */
    REGION_CANNOT_GROW = -4,  /* the system has no way to make this memory longer */
    REGION_UNSUPPORTED = -5,  /* the system has no such call */
};

enum { ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY };

typedef struct {
    unsigned char *bytes; /* NULL: nothing is mapped, or nothing any more */
    size_t length;        /* how many bytes belong to the map */
    size_t reserved;      /* how many bytes are mapped: more than length after a resize that could not unmap */
    int64_t offset;       /* where in the file the map begins */
    intptr_t file;        /* a descriptor (Windows: handle) of our own, or NO_FILE */
    bool anonymous;       /* no file stands behind the memory */
    bool shared;          /* changes reach the file and other maps of it */
    bool fragile;         /* a touch may fault: somebody may cut the file, or prot allows no reading */
    int access;           /* one of ACCESS_ */
    void *section;        /* Windows: the handle of the file mapping object */
    wchar_t *tag;         /* Windows: the tag name of that object, or NULL */
} region;

typedef struct {
    intptr_t file; /* the caller's descriptor (Windows: handle), or NO_FILE for anonymous memory */
    size_t length; /* 0: up to the end of the file */
    int64_t offset;
    int protection, flags; /* POSIX: as mmap(2) takes them */
    int access;
    const wchar_t *tag; /* Windows */
    bool keeps_file;    /* whether size and resize are to work */
} region_request;

/* The bytes in a page, and the number that an offset has to be a multiple of. */
size_t region_page_size(void);
size_t region_granularity(void);

int region_open(region *made, const region_request *wanted);
void region_close(region *gone);

/* The present length of the file. The region keeps its file. */
int region_file_size(const region *r, int64_t *size);

/* Give memory and file another length. The caller has checked that length is not 0 and that offset + length fits
   int64_t. */
int region_resize(region *r, size_t length);

/* Write changes back. flags as msync(2) takes them; NULL: wait until the bytes are written. */
int region_flush(const region *r, size_t offset, size_t length, const int *flags);

/* advice as madvise(2) takes it. */
int region_advise(const region *r, size_t offset, size_t length, int advice);

/* Give anonymous memory a name that the system shows to whoever looks at the process. */
int region_label(const region *r, const char *name);

/* Touch bytes of a fragile region. If a touch faults, they return false, or -1 where a byte is returned, and what
   was to be filled may be filled in part. work may call nothing but the C library's memory functions: a fault leaves
   work in its middle, and a lock or memory that it holds there would never be released. */
#ifndef EXTABLE /* else extable.h defines these two */
int region_load(const unsigned char *from); /* the byte; -1: the touch has faulted */
int region_store(unsigned char *to, unsigned char byte); /* 0; -1: the touch has faulted */
#endif
bool region_copy(unsigned char *to, const unsigned char *from, size_t length);
bool region_guarded(void (*work)(void *), void *context);

#endif
