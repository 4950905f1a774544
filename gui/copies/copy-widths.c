#include "copies/copy-widths.h"

struct _PrCopyWidths {
  GObject parent_instance;

  GArray *wishes; /* of int, pixels */
};

G_DEFINE_FINAL_TYPE (PrCopyWidths, pr_copy_widths, G_TYPE_OBJECT)

static guint grown_signal;

static void
pr_copy_widths_finalize (GObject *object)
{
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
  self->wishes = g_array_new (FALSE, TRUE, sizeof (int));
}

PrCopyWidths *
pr_copy_widths_new (guint n)
{
  PrCopyWidths *self = g_object_new (PR_TYPE_COPY_WIDTHS, NULL);

  g_array_set_size (self->wishes, n);
  return self;
}

void
pr_copy_widths_want (PrCopyWidths *self, const int *pixels)
{
  gboolean grown = FALSE;

  for (guint i = 0; i < self->wishes->len; i++)
    {
      int *wish = &g_array_index (self->wishes, int, i);

      grown |= pixels[i] > *wish;
      *wish = MAX (*wish, pixels[i]);
    }
  if (grown)
    g_signal_emit (self, grown_signal, 0);
}

void
pr_copy_widths_forget (PrCopyWidths *self)
{
  for (guint i = 0; i < self->wishes->len; i++)
    g_array_index (self->wishes, int, i) = 0;
}

int
pr_copy_widths_wish (PrCopyWidths *self)
{
  int sum = 0;

  for (guint i = 0; i < self->wishes->len; i++)
    sum += g_array_index (self->wishes, int, i);
  return sum;
}

/* One column that is away from the common level on the side where it may stay keeps its wish: widths[i] is set, else -1.
 * FALSE when there is none. */
static gboolean
settle_one (PrCopyWidths *self, gboolean ample, int *room, guint *left, int *widths)
{
  for (guint i = 0; i < self->wishes->len; i++)
    {
      int wish = g_array_index (self->wishes, int, i), level = *room / (int) *left;

      if (widths[i] >= 0 || (ample ? wish <= level : wish >= level))
        continue;
      widths[i] = wish;
      *room -= wish;
      (*left)--;
      return TRUE;
    }
  return FALSE;
}

void
pr_copy_widths_share (PrCopyWidths *self, int room, int *widths)
{
  gboolean ample = pr_copy_widths_wish (self) <= room;
  guint left = self->wishes->len;
  int rest;

  room = MAX (room, 0);
  for (guint i = 0; i < self->wishes->len; i++)
    widths[i] = -1;
  while (left > 0 && settle_one (self, ample, &room, &left, widths))
    ;
  rest = left > 0 ? room % (int) left : 0;
  for (guint i = 0; i < self->wishes->len; i++)
    if (widths[i] < 0)
      widths[i] = room / (int) left + (rest-- > 0 ? 1 : 0);
}
