#include "copies/copy-widths.h"

struct _PrCopyWidths {
  GObject parent_instance;

  GArray *leasts, *wishes; /* of int, pixels */
};

G_DEFINE_FINAL_TYPE (PrCopyWidths, pr_copy_widths, G_TYPE_OBJECT)

static guint grown_signal;

static void
pr_copy_widths_finalize (GObject *object)
{
  g_array_unref (PR_COPY_WIDTHS (object)->leasts);
  g_array_unref (PR_COPY_WIDTHS (object)->wishes);
  G_OBJECT_CLASS (pr_copy_widths_parent_class)->finalize (object);
}

static void
pr_copy_widths_class_init (PrCopyWidthsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pr_copy_widths_finalize;
  grown_signal = g_signal_new ("grown", PR_TYPE_COPY_WIDTHS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pr_copy_widths_init (PrCopyWidths *self)
{
  self->leasts = g_array_new (FALSE, TRUE, sizeof (int));
  self->wishes = g_array_new (FALSE, TRUE, sizeof (int));
}

PrCopyWidths *
pr_copy_widths_new (guint n)
{
  PrCopyWidths *self = g_object_new (PR_TYPE_COPY_WIDTHS, NULL);

  g_array_set_size (self->leasts, n);
  g_array_set_size (self->wishes, n);
  return self;
}

static gboolean
grow (GArray *widths, const int *pixels)
{
  gboolean grown = FALSE;

  for (guint i = 0; i < widths->len; i++)
    {
      int *width = &g_array_index (widths, int, i);

      grown |= pixels[i] > *width;
      *width = MAX (*width, pixels[i]);
    }
  return grown;
}

void
pr_copy_widths_want (PrCopyWidths *self, const int *leasts, const int *wishes)
{
  gboolean wider = grow (self->leasts, leasts);

  if (grow (self->wishes, wishes) || wider)
    g_signal_emit (self, grown_signal, 0);
}

void
pr_copy_widths_forget (PrCopyWidths *self)
{
  for (guint i = 0; i < self->wishes->len; i++)
    g_array_index (self->leasts, int, i) = g_array_index (self->wishes, int, i) = 0;
}

static int
sum (const GArray *widths)
{
  int all = 0;

  for (guint i = 0; i < widths->len; i++)
    all += g_array_index (widths, int, i);
  return all;
}

int
pr_copy_widths_least (PrCopyWidths *self)
{
  return sum (self->leasts);
}

int
pr_copy_widths_wish (PrCopyWidths *self)
{
  return sum (self->wishes);
}

/* Columns at a common level, each between its bounds. Returns their sum. */
static int
fill_to (const GArray *lower, const GArray *upper, int level, int *widths)
{
  int all = 0;

  for (guint i = 0; i < lower->len; i++)
    {
      int most = upper != NULL ? g_array_index (upper, int, i) : G_MAXINT;

      all += widths[i] = MAX (MIN (level, most), g_array_index (lower, int, i));
    }
  return all;
}

void
pr_copy_widths_share (PrCopyWidths *self, int room, int *widths)
{
  gboolean ample = pr_copy_widths_wish (self) <= room;
  const GArray *lower = ample ? self->wishes : self->leasts, *upper = ample ? NULL : self->wishes;
  int level = 0, above = MAX (room, 0) + 1, rest;

  while (above - level > 1)
    {
      int middle = level + (above - level) / 2;

      if (fill_to (lower, upper, middle, widths) <= room)
        level = middle;
      else
        above = middle;
    }
  rest = room - fill_to (lower, upper, level, widths);
  for (guint i = 0; i < lower->len && rest > 0; i++)
    if (widths[i] == level && (ample || g_array_index (upper, int, i) > level))
      {
        widths[i]++;
        rest--;
      }
}
