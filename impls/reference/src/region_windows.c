/* What a map needs of Windows: sections (file mapping objects) and views of them. Knows no Python. See region.h for
   what is promised. */

#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0602
#include "region.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

/* Failing pages

   A page of a view comes from a file that may be on a network or on a disk that is pulled out; the system then
   raises EXCEPTION_IN_PAGE_ERROR in the thread that touches it. So every touch of a fragile region is guarded.
   Microsoft's compiler has __try for that. With other compilers, on x86-64, a vectored handler makes the thread go
   on in a function that jumps to where the guard was set up. With other compilers on other processors nothing is
   guarded, and such a fault ends the process. */

static bool is_ours(DWORD code)
{
    return code == EXCEPTION_IN_PAGE_ERROR || code == EXCEPTION_ACCESS_VIOLATION;
}

#ifdef _MSC_VER

#define EXPECT_FAULTS() (void)0
#define GUARDED(work)                                                                                             \
    __try {                                                                                                       \
        work;                                                                                                     \
    } __except (is_ours(GetExceptionCode()) ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {            \
        return false;                                                                                             \
    }                                                                                                             \
    return true

#elif defined(__x86_64__)

typedef void *place[5];

static DWORD way_back = TLS_OUT_OF_INDEXES; /* the index of a thread's place to return to */

static void take_the_way_back(void)
{
    place *back = TlsGetValue(way_back);
    __builtin_longjmp(*back, 1);
}

static LONG CALLBACK meet_fault(EXCEPTION_POINTERS *fault)
{
    DWORD error = GetLastError();
    bool ours = is_ours(fault->ExceptionRecord->ExceptionCode) && TlsGetValue(way_back) != NULL;
    SetLastError(error);
    if (!ours)
        return EXCEPTION_CONTINUE_SEARCH;
    fault->ContextRecord->Rip = (DWORD64)(uintptr_t)take_the_way_back;
    fault->ContextRecord->Rsp = ((fault->ContextRecord->Rsp - 256) & ~(DWORD64)15) - 8; /* as a call leaves it */
    return EXCEPTION_CONTINUE_EXECUTION;
}

static BOOL CALLBACK expect(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once, (void)parameter, (void)context;
    way_back = TlsAlloc();
    return way_back != TLS_OUT_OF_INDEXES && AddVectoredExceptionHandler(1, meet_fault) != NULL;
}

static INIT_ONCE expected = INIT_ONCE_STATIC_INIT;
#define EXPECT_FAULTS() (void)InitOnceExecuteOnce(&expected, expect, NULL, NULL)

#define GUARDED(work)                     \
    place here;                           \
    if (__builtin_setjmp(here) != 0) {    \
        TlsSetValue(way_back, NULL);      \
        return false;                     \
    }                                     \
    TlsSetValue(way_back, &here);         \
    work;                                 \
    TlsSetValue(way_back, NULL);          \
    return true

#else

#define EXPECT_FAULTS() (void)0
#define GUARDED(work) \
    work;             \
    return true

#endif

static SYSTEM_INFO system_info(void)
{
    SYSTEM_INFO found;
    GetSystemInfo(&found);
    return found;
}

size_t region_page_size(void)
{
    return system_info().dwPageSize;
}

size_t region_granularity(void)
{
    return system_info().dwAllocationGranularity;
}

static int last_error(void)
{
    int error = (int)GetLastError();
    return error != 0 ? error : ERROR_GEN_FAILURE;
}

static int file_size(HANDLE file, int64_t *size)
{
    LARGE_INTEGER found;
    if (!GetFileSizeEx(file, &found))
        return last_error();
    *size = found.QuadPart;
    return 0;
}

/* Not SetEndOfFile: it cuts at the file's position, which this handle shares with the user's descriptor. */
static int set_file_size(HANDLE file, int64_t size)
{
    FILE_END_OF_FILE_INFO wanted;
    wanted.EndOfFile.QuadPart = size;
    return SetFileInformationByHandle(file, FileEndOfFileInfo, &wanted, sizeof wanted) ? 0 : last_error();
}

static void close_view(region *r)
{
    if (r->bytes != NULL)
        UnmapViewOfFile(r->bytes);
    if (r->section != NULL)
        CloseHandle(r->section);
    r->bytes = NULL;
    r->section = NULL;
    r->length = r->reserved = 0;
}

/* Make a section that ends length bytes behind the offset, and a view of those bytes. If the file ends before the
   section, the system makes the file longer. alone: fail if another section has the tag name already. */
static int open_view(region *r, HANDLE file, size_t length, bool alone)
{
    static const DWORD protections[] = {PAGE_READWRITE, PAGE_READONLY, PAGE_READWRITE, PAGE_WRITECOPY};
    static const DWORD views[] = {FILE_MAP_WRITE, FILE_MAP_READ, FILE_MAP_WRITE, FILE_MAP_COPY};
    ULARGE_INTEGER end, begin;
    begin.QuadPart = (uint64_t)r->offset;
    end.QuadPart = begin.QuadPart + length;
    r->section = CreateFileMappingW(file, NULL, protections[r->access], end.HighPart, end.LowPart, r->tag);
    if (r->section == NULL)
        return last_error();
    if (alone && r->tag != NULL && GetLastError() == ERROR_ALREADY_EXISTS) {
        close_view(r);
        return ERROR_ALREADY_EXISTS;
    }
    r->bytes = MapViewOfFile(r->section, views[r->access], begin.HighPart, begin.LowPart, length);
    if (r->bytes == NULL) {
        int reason = last_error();
        close_view(r);
        return reason;
    }
    r->length = r->reserved = length;
    return 0;
}

/* The length of the region to make; length 0 asks for the rest of the file. */
static int wanted_length(const region_request *wanted, int64_t size, size_t *length)
{
    *length = wanted->length;
    if (wanted->file == NO_FILE || wanted->length != 0)
        return 0;
    if (size == 0)
        return REGION_FILE_EMPTY;
    if (wanted->offset >= size)
        return REGION_OFFSET_BEYOND;
    if ((uint64_t)(size - wanted->offset) > (uint64_t)PTRDIFF_MAX)
        return REGION_FILE_SHORT; /* more than this process can address */
    *length = (size_t)(size - wanted->offset);
    return 0;
}

int region_open(region *made, const region_request *wanted)
{
    HANDLE file = (HANDLE)wanted->file, self = GetCurrentProcess(), own = NULL;
    int64_t size = 0, present;
    size_t length;
    int reason;
    if (wanted->file != NO_FILE) {
        LARGE_INTEGER zero = {.QuadPart = 0};
        if ((reason = file_size(file, &size)) != 0)
            return reason;
        SetFilePointerEx(file, zero, NULL, FILE_BEGIN); /* making a map has always done this on Windows */
    }
    if ((reason = wanted_length(wanted, size, &length)) != 0)
        return reason;
    if (length == 0)
        return ERROR_INVALID_PARAMETER;
    if ((uint64_t)wanted->offset % region_granularity() != 0)
        return ERROR_MAPPED_ALIGNMENT; /* MapViewOfFile would find out, but only after the file was made longer */
    if (wanted->file != NO_FILE && wanted->keeps_file &&
        !DuplicateHandle(self, file, self, &own, 0, FALSE, DUPLICATE_SAME_ACCESS))
        return last_error();
    *made = (region){
        .offset = wanted->offset,
        .file = own == NULL ? NO_FILE : (intptr_t)own,
        .anonymous = wanted->file == NO_FILE,
        .shared = wanted->access != ACCESS_COPY,
        .fragile = wanted->file != NO_FILE,
        .access = wanted->access,
        .tag = wanted->tag == NULL ? NULL : _wcsdup(wanted->tag),
    };
    reason = wanted->tag != NULL && made->tag == NULL ? ERROR_NOT_ENOUGH_MEMORY
                                                      : open_view(made, file, length, false);
    if (reason != 0) {
        if (wanted->file != NO_FILE && file_size(file, &present) == 0 && present > size)
            (void)set_file_size(file, size);
        region_close(made);
        return reason;
    }
    if (made->fragile)
        EXPECT_FAULTS();
    return 0;
}

void region_close(region *gone)
{
    close_view(gone);
    if (gone->file != NO_FILE)
        CloseHandle((HANDLE)gone->file);
    free(gone->tag);
    gone->file = NO_FILE;
    gone->tag = NULL;
}

int region_file_size(const region *r, int64_t *size)
{
    return file_size((HANDLE)r->file, size);
}

/* Another length

   A section's length is fixed, so another length is another section. Memory without a file is copied into it. A file
   can be made longer under the old section, which goes once the new one is there; to make it shorter, and to use a
   tag name anew, the old one has to go first, and is made again if what follows fails. */

/* After a resize that failed, map again what was mapped before, and return the reason. If that fails too, the map
   has lost its memory and is a closed one. */
static int go_back(region *r, HANDLE file, size_t length, int reason)
{
    close_view(r);
    (void)open_view(r, file, length, false);
    return reason;
}

static int resize_anonymous(region *r, size_t length)
{
    size_t before = r->length, kept = before < length ? before : length;
    int reason;
    if (r->tag == NULL) {
        region made = *r;
        made.bytes = NULL;
        made.section = NULL;
        if ((reason = open_view(&made, INVALID_HANDLE_VALUE, length, false)) != 0)
            return reason;
        memcpy(made.bytes, r->bytes, kept);
        close_view(r);
        *r = made;
        return 0;
    }
    unsigned char *copy = malloc(before);
    if (copy == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(copy, r->bytes, before);
    close_view(r);
    reason = open_view(r, INVALID_HANDLE_VALUE, length, true);
    if (reason != 0) {
        (void)go_back(r, INVALID_HANDLE_VALUE, before, reason);
        kept = before;
    }
    if (r->bytes != NULL && reason != ERROR_ALREADY_EXISTS) /* then another map has kept the section, and its bytes */
        memcpy(r->bytes, copy, kept);
    free(copy);
    return reason;
}

/* Make the file longer while the old view exists, so that a failure can be undone. */
static int grow(region *r, size_t length, int64_t size)
{
    region made = *r;
    made.bytes = NULL;
    made.section = NULL;
    void *room = VirtualAlloc(NULL, length, MEM_RESERVE, PAGE_NOACCESS);
    if (room == NULL)
        return last_error(); /* no addresses for the view: found out before the file is made longer */
    VirtualFree(room, 0, MEM_RELEASE);
    int reason = open_view(&made, (HANDLE)r->file, length, false);
    if (reason == 0) {
        close_view(r);
        *r = made;
        return 0;
    }
    int64_t present;
    if (file_size((HANDLE)r->file, &present) == 0 && present > size) {
        size_t before = r->length;
        close_view(r);
        (void)set_file_size((HANDLE)r->file, size);
        return go_back(r, (HANDLE)r->file, before, reason);
    }
    return reason;
}

int region_resize(region *r, size_t length)
{
    if (r->anonymous)
        return resize_anonymous(r, length);
    HANDLE file = (HANDLE)r->file;
    size_t before = r->length;
    int64_t size, end = r->offset + (int64_t)length;
    int reason = file_size(file, &size);
    if (reason != 0)
        return reason;
    if (end >= size && r->tag == NULL)
        return grow(r, length, size);
    close_view(r);
    reason = set_file_size(file, end); /* fails while somebody else has the file mapped */
    if (reason != 0)
        return go_back(r, file, before, reason);
    reason = open_view(r, file, length, true);
    if (reason != 0) {
        (void)set_file_size(file, size);
        return go_back(r, file, before, reason);
    }
    return 0;
}

int region_flush(const region *r, size_t offset, size_t length, const int *flags)
{
    (void)flags;
    if (length == 0)
        return 0; /* FlushViewOfFile takes 0 for the whole view */
    if (!FlushViewOfFile(r->bytes + offset, length))
        return last_error();
    if (r->file != NO_FILE && !FlushFileBuffers((HANDLE)r->file)) /* FlushViewOfFile does not wait for the disk */
        return last_error();
    return 0;
}

int region_advise(const region *r, size_t offset, size_t length, int advice)
{
    (void)r, (void)offset, (void)length, (void)advice;
    return REGION_UNSUPPORTED;
}

int region_label(const region *r, const char *name)
{
    (void)r, (void)name;
    return REGION_UNSUPPORTED;
}

static bool load(const volatile unsigned char *from, unsigned char *byte)
{
    GUARDED(*byte = *from);
}

int region_load(const unsigned char *from)
{
    unsigned char byte;
    return load(from, &byte) ? byte : -1;
}

static bool store(volatile unsigned char *to, unsigned char byte)
{
    GUARDED(*to = byte);
}

int region_store(unsigned char *to, unsigned char byte)
{
    return store(to, byte) ? 0 : -1;
}

bool region_copy(unsigned char *to, const unsigned char *from, size_t length)
{
    GUARDED(memmove(to, from, length));
}

bool region_guarded(void (*work)(void *), void *context)
{
    GUARDED(work(context));
}
