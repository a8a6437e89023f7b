/* Finding bytes in bytes. Knows neither maps nor Python. Reads no byte outside of the hay and the needle, because
   next to a map there may be no memory. */

#ifndef NEEDLE_H
#define NEEDLE_H

#include <stddef.h>

/* The lowest, the highest index at which the needle occurs in the hay; -1 if there is none. In linear time. */
ptrdiff_t needle_first(const unsigned char *hay, size_t length, const unsigned char *needle, size_t size);
ptrdiff_t needle_last(const unsigned char *hay, size_t length, const unsigned char *needle, size_t size);

#endif
