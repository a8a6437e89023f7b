/* What the constructor takes on POSIX systems:

   mmap(fileno: int, length: int, flags: int = MAP_SHARED, prot: int = PROT_READ | PROT_WRITE,
        access: int = ACCESS_DEFAULT, offset: int = 0, *, trackfd: bool = True)

   trackfd since 3.13. */

#include "creation.h"

#include <sys/mman.h>

const parameter creation_parameters[] = {
    {"fileno", false}, {"length", false}, {"flags", false},  {"prot", false},
    {"access", false}, {"offset", false}, {"trackfd", true},
};
const int creation_parameter_count = 7;
enum { FILENO, LENGTH, FLAGS, PROT, ACCESS, OFFSET, TRACKFD };

/* inspect.signature understands numbers and no names of constants. 1 is MAP_SHARED and 3 is PROT_READ | PROT_WRITE
   on all POSIX systems that Python runs on. */
#define SIGNATURE "mmap(fileno, length, flags=1, prot=3, access=0, offset=0"
#define TEXT                                                                                                    \
    ")\n--\n\nMap length bytes of the file that fileno stands for, from offset on; length 0 is up to its end.\n\n" \
    "fileno -1 maps memory without a file. access is one of the ACCESS_ constants, in place of flags and prot."

const char creation_doc[] = SIGNATURE TEXT;
const char creation_doc_trackfd[] =
    SIGNATURE ", *, trackfd=True" TEXT "\ntrackfd=False keeps no descriptor of the file: size and resize do not work.";

/* Settle access, flags and prot: an access that was given decides the other two; else prot decides the access. */
static bool fold(region_request *region, int access)
{
    enum { BOTH = PROT_READ | PROT_WRITE };
    if (access != ACCESS_DEFAULT && (region->flags != MAP_SHARED || region->protection != BOTH)) {
        PyErr_SetString(PyExc_ValueError, "flags and prot say what access says; give access, or give them");
        return false;
    }
    region->access = access;
    switch (access) {
    case ACCESS_DEFAULT:
        if (!(region->protection & PROT_WRITE))
            region->access = ACCESS_READ;
        else if (!(region->protection & PROT_READ))
            region->access = ACCESS_WRITE;
        return true;
    case ACCESS_READ:
        region->protection = PROT_READ;
        return true;
    case ACCESS_WRITE:
        return true;
    case ACCESS_COPY:
        region->flags = MAP_PRIVATE;
        return true;
    default:
        PyErr_Format(PyExc_ValueError, "access has to be one of the ACCESS_ constants, not %d", access);
        return false;
    }
}

bool creation_convert(creation *c, PyObject *const *given)
{
    region_request *region = &c->region;
    int access = ACCESS_DEFAULT;
    region->flags = MAP_SHARED;
    region->protection = PROT_READ | PROT_WRITE;
    if (!creation_convert_int(c, given[FLAGS], &region->flags) ||
        !creation_convert_int(c, given[PROT], &region->protection) ||
        !creation_convert_int(c, given[ACCESS], &access))
        return false;
    if (given[TRACKFD] != NULL) {
        int kept = PyObject_IsTrue(given[TRACKFD]);
        if (kept < 0)
            return false;
        region->keeps_file = kept != 0;
    }
    if (!creation_convert_place(c, given[FILENO], given[LENGTH], given[OFFSET]) || !fold(region, access))
        return false;
    c->audited_access = region->access;
    return true;
}

bool creation_find_file(creation *c)
{
    c->region.file = c->fileno; /* -1 is NO_FILE; any other number that is no descriptor is refused by fstat */
    return true;
}
