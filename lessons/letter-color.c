#include "letter-color.h"

/* After Okabe and Ito, told apart with any kind of colour vision; a little darker where white has to be read on it. */
static const char *const colors[] = { "#0072b2", "#d55e00", "#009e73", "#c0689a", "#e69f00", "#56b4e9", "#7a5c2e", "#5f6b7a" };

const char *
letter_color (guint letter)
{
  return colors[(letter + G_N_ELEMENTS (colors) - 1) % G_N_ELEMENTS (colors)];
}
