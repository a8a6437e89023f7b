/* Finding bytes in bytes. Knows neither maps nor Python; touches nothing outside of what it is given. */

#ifndef NEEDLE_H
#define NEEDLE_H

#include <stddef.h>

/* The lowest and the highest index at which the needle occurs, -1 where it does not. In linear time. */
ptrdiff_t needle_first(const unsigned char *hay, size_t length, const unsigned char *needle, size_t size);
ptrdiff_t needle_last(const unsigned char *hay, size_t length, const unsigned char *needle, size_t size);

#endif
