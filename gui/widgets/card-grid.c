#include "widgets/card-grid.h"

#include "palette.h"

#define SPACING 12
#define LEAST 232 /* pixels of a card's width that its words need */

struct _PrCardGrid {
  GtkWidget parent_instance;
  int most;
};

G_DEFINE_FINAL_TYPE (PrCardGrid, pr_card_grid, GTK_TYPE_WIDGET)

static void
pr_card_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pr_card_grid_parent_class)->dispose (object);
}

static int
columns_in (PrCardGrid *self, int width)
{
  return CLAMP ((width + SPACING) / (palette_scaled (GTK_WIDGET (self), LEAST) + SPACING), 1, self->most);
}

/* first, and the others of its row. Returns the height that they need. */
static int
row_height (GtkWidget *first, int columns, int card_width)
{
  int height = 0;

  for (GtkWidget *card = first; card != NULL && columns-- > 0; card = gtk_widget_get_next_sibling (card))
    {
      int least;

      gtk_widget_measure (card, GTK_ORIENTATION_VERTICAL, card_width, NULL, &least, NULL, NULL);
      height = MAX (height, least);
    }
  return height;
}

/* Pixels left over by the division go between the cards: the last one ends where the grid does. */
static int
column_start (int column, int columns, int width, int card_width)
{
  return columns > 1 ? column * (width - card_width) / (columns - 1) : 0;
}

/* Lays the cards out in the width, when allocating; returns the height needed. */
static int
lay_out (PrCardGrid *self, int width, gboolean allocate)
{
  int columns = columns_in (self, width), card_width = (width - SPACING * (columns - 1)) / columns, y = 0, column = 0, height = 0;

  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self)); card != NULL;
       card = gtk_widget_get_next_sibling (card), column++)
    {
      if (column % columns == 0)
        {
          y += column > 0 ? height + SPACING : 0;
          height = row_height (card, columns, card_width);
        }
      if (allocate)
        gtk_widget_size_allocate (card, &(GtkAllocation) { column_start (column % columns, columns, width, card_width), y,
                                                           card_width, height }, -1);
    }
  return y + height;
}

static void
pr_card_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  PrCardGrid *self = PR_CARD_GRID (widget);
  int least = palette_scaled (widget, LEAST);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = lay_out (self, for_size > 0 ? for_size : least, FALSE);
      return;
    }
  for (GtkWidget *card = gtk_widget_get_first_child (widget); card != NULL; card = gtk_widget_get_next_sibling (card))
    {
      int width;

      gtk_widget_measure (card, orientation, -1, &width, NULL, NULL, NULL);
      least = MAX (least, width);
    }
  *minimum = least;
  *natural = self->most * (least + SPACING) - SPACING;
}

static GtkSizeRequestMode
pr_card_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pr_card_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (PR_CARD_GRID (widget), width, TRUE);
}

static void
pr_card_grid_class_init (PrCardGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_card_grid_dispose;
  widget_class->measure = pr_card_grid_measure;
  widget_class->get_request_mode = pr_card_grid_get_request_mode;
  widget_class->size_allocate = pr_card_grid_size_allocate;
}

static void
pr_card_grid_init (PrCardGrid *self)
{
}

GtkWidget *
pr_card_grid_new (int most)
{
  PrCardGrid *self = g_object_new (PR_TYPE_CARD_GRID, NULL);

  self->most = most;
  return GTK_WIDGET (self);
}

void
pr_card_grid_append (PrCardGrid *self, GtkWidget *card)
{
  gtk_widget_insert_before (card, GTK_WIDGET (self), NULL);
}
