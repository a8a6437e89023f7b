/* What changed from one edition of the documentation to the next, each change under a name and in this one place.

   An edition is the minor version of its Python: 7 to 15. It is a field of the module's state, and each map carries
   that of the module it was made by. Which methods a map has is told by their tables in module.c, which names a
   module has by constants.c. */

#ifndef EDITION_H
#define EDITION_H

#include <stdbool.h>

enum { OLDEST_EDITION = 7, NEWEST_EDITION = 15 };

static inline bool flush_returns_a_number(int edition) { return edition < 8; }
static inline bool construction_is_audited(int edition) { return edition >= 8; }
static inline bool repr_tells_the_state(int edition) { return edition >= 9; }
static inline bool whatever_has_an_int_is_an_integer(int edition) { return edition < 10; }
static inline bool leaving_calls_an_overridden_close(int edition) { return edition < 11; }
static inline bool exit_takes_three_arguments(int edition) { return edition >= 14; }
static inline bool windows_resizes_anonymous_memory(int edition) { return edition >= 11; }
static inline bool classes_can_be_buffers(int edition) { return edition >= 12; }
static inline bool seek_returns_the_position(int edition) { return edition >= 13; }
static inline bool trackfd_is_taken(int edition, bool windows) { return edition >= (windows ? 15 : 13); }
static inline bool none_is_no_bound(int edition) { return edition >= 14; }
static inline bool empty_is_found_beyond_the_end(int edition) { return edition < 15; }
static inline bool flush_takes_an_offset_alone(int edition) { return edition >= 15; }
static inline bool anonymous_memory_has_a_size(int edition, bool windows) { return windows || edition >= 15; }

#endif
