#include "lesson/lesson-picture.h"

#include "palette.h"
#include "widgets/draw.h"
#include "widgets/letter-chip.h"

#define HEIGHT 66
#define PLACE_WIDTH 58
#define PLACE_HEIGHT 36
#define TILE 20
#define ARROW 6
#define MOST_GAP 46
#define MARGIN 8 /* the least from its edge to a place */
#define LEAST_GAP 28 /* a line with two tips is still a line */

typedef enum { TIP_NONE, TIP_RIGHT, TIP_BOTH, TIP_OUTWARDS } Tips; /* ends of a line that letters go to */
typedef enum { MARK_NONE, MARK_LOCK, MARK_CUT } Mark;             /* in the middle of a line */

enum { NONE = 0, A = 1, B = 2, AB = 3 };

typedef struct {
  const char *kind;
  Protocol left;      /* how the left place is joined to the one beside it */
  Protocol right;     /* of three places: the same; PROTOCOL_NONE: there are two */
  guint n_letters;
  guint letters[3];   /* which of them are at each place, from the left */
  Tips tips;
  Mark mark;
} Picture;

static const Picture pictures[] = {
  /* server and device */
  { "pop3", PROTOCOL_POP3, PROTOCOL_NONE, 2, { NONE, AB }, TIP_RIGHT, MARK_NONE },
  { "keep", PROTOCOL_POP3, PROTOCOL_NONE, 2, { AB, AB }, TIP_RIGHT, MARK_NONE },
  { "later", PROTOCOL_POP3, PROTOCOL_NONE, 2, { B, AB }, TIP_RIGHT, MARK_NONE },
  { "locked", PROTOCOL_POP3, PROTOCOL_NONE, 2, { AB, NONE }, TIP_NONE, MARK_LOCK },
  { "cut", PROTOCOL_POP3, PROTOCOL_NONE, 2, { AB, AB }, TIP_NONE, MARK_CUT },
  { "imap", PROTOCOL_IMAP, PROTOCOL_NONE, 2, { AB, AB }, TIP_BOTH, MARK_NONE },
  { "offline", PROTOCOL_IMAP, PROTOCOL_NONE, 2, { AB, AB }, TIP_NONE, MARK_CUT },
  { "smtp", PROTOCOL_SMTP, PROTOCOL_NONE, 1, { A, A }, TIP_RIGHT, MARK_NONE },
  { "tls", PROTOCOL_IMAP, PROTOCOL_NONE, 1, { A, A }, TIP_NONE, MARK_LOCK },
  /* device, server, device */
  { "two", PROTOCOL_POP3, PROTOCOL_POP3, 2, { A, NONE, B }, TIP_OUTWARDS, MARK_NONE },
  { "sync", PROTOCOL_IMAP, PROTOCOL_IMAP, 2, { AB, AB, AB }, TIP_BOTH, MARK_NONE },
  { "apart", PROTOCOL_IMAP, PROTOCOL_IMAP, 2, { A, AB, B }, TIP_NONE, MARK_CUT },
  { "both", PROTOCOL_POP3, PROTOCOL_IMAP, 2, { AB, AB, AB }, TIP_BOTH, MARK_NONE },
  { "move", PROTOCOL_POP3, PROTOCOL_IMAP, 2, { AB, AB, AB }, TIP_RIGHT, MARK_NONE },
  { "travel", PROTOCOL_SMTP, PROTOCOL_IMAP, 1, { A, A, A }, TIP_RIGHT, MARK_NONE },
};
static const Picture plain = { NULL, PROTOCOL_NONE, PROTOCOL_NONE, 2, { AB, AB }, TIP_NONE, MARK_NONE };

struct _PrLessonPicture {
  GtkWidget parent_instance;

  const Picture *picture;
};

G_DEFINE_FINAL_TYPE (PrLessonPicture, pr_lesson_picture, GTK_TYPE_WIDGET)

/* The letters in it are as large as other text is. */
static float
zoom_of (PrLessonPicture *self)
{
  return (float) palette_scaled (GTK_WIDGET (self), 1000) / 1000;
}

static void
draw_place (PrLessonPicture *self, GtkSnapshot *snapshot, float x, float y, guint letters)
{
  static const char *const labels[] = { "A", "B", "C" };
  guint n = self->picture->n_letters;
  float zoom = zoom_of (self), tile_size = TILE * zoom, between = 4 * zoom;
  graphene_rect_t box = GRAPHENE_RECT_INIT (x, y, PLACE_WIDTH * zoom, PLACE_HEIGHT * zoom);
  float at = x + (box.size.width - (float) n * tile_size - (float) (n - 1) * between) / 2;

  draw_fill (snapshot, &box, 7, palette_color (COLOR_CARD));
  draw_outline (snapshot, &box, 7, 1, palette_color (COLOR_STRONG_BORDER));
  for (guint i = 0; i < n; i++, at += tile_size + between)
    {
      graphene_rect_t tile = GRAPHENE_RECT_INIT (at, y + (box.size.height - tile_size) / 2, tile_size, tile_size);

      if (letters & (1u << i))
        chip_draw_tile (snapshot, GTK_WIDGET (self), i + 1, labels[i], &tile);
      else
        draw_outline (snapshot, &tile, 4, 1.5f, palette_color (COLOR_FAINT));
    }
}

/* A triangle of thin bars: points to the right, or to the left. */
static void
draw_tip (GtkSnapshot *snapshot, float x, float y, gboolean to_right, const GdkRGBA *color)
{
  for (int i = 0; i < ARROW; i++)
    {
      float half = (float) (ARROW - i) * 0.8f, at = to_right ? x - ARROW + (float) i : x + ARROW - (float) i - 1;

      gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (at, y - half, 1, 2 * half));
    }
}

static void
draw_lock (GtkSnapshot *snapshot, float x, float y)
{
  const GdkRGBA *color = palette_color (COLOR_TEXT);

  draw_outline (snapshot, &GRAPHENE_RECT_INIT (x - 5, y - 11, 10, 14), 5, 2, color);
  draw_fill (snapshot, &GRAPHENE_RECT_INIT (x - 8, y - 3, 16, 12), 3, color);
}

/* A cross in a gap. */
static void
draw_cut (GtkSnapshot *snapshot, float x, float y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  for (int side = -1; side <= 1; side += 2)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_rotate (snapshot, (float) side * 45);
      gtk_snapshot_append_color (snapshot, palette_color (COLOR_WARNING), &GRAPHENE_RECT_INIT (-7, -1.25f, 14, 2.5f));
      gtk_snapshot_restore (snapshot);
    }
  gtk_snapshot_restore (snapshot);
}

/* The one after the place of that index. */
static void
draw_line (PrLessonPicture *self, GtkSnapshot *snapshot, float from, float to, float y, guint place)
{
  Tips tips = self->picture->tips;
  const GdkRGBA *color = palette_protocol (place == 0 ? self->picture->left : self->picture->right);
  float gap = self->picture->mark == MARK_CUT ? 16 : 0, half = (to - from - 6 - gap) / 2;

  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (from + 3, y - 1.25f, half, 2.5f));
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (to - 3 - half, y - 1.25f, half, 2.5f));
  if (tips == TIP_RIGHT || tips == TIP_BOTH || (tips == TIP_OUTWARDS && place > 0))
    draw_tip (snapshot, to - 2, y, TRUE, color);
  if (tips == TIP_BOTH || (tips == TIP_OUTWARDS && place == 0))
    draw_tip (snapshot, from + 2, y, FALSE, color);
  if (self->picture->mark == MARK_LOCK)
    draw_lock (snapshot, (from + to) / 2, y);
  else if (self->picture->mark == MARK_CUT)
    draw_cut (snapshot, (from + to) / 2, y);
}

static void
pr_lesson_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrLessonPicture *self = PR_LESSON_PICTURE (widget);
  const Picture *picture = self->picture;
  guint n = picture->right != PROTOCOL_NONE ? 3 : 2;
  float zoom = zoom_of (self), place = PLACE_WIDTH * zoom, high = PLACE_HEIGHT * zoom;
  float width = (float) gtk_widget_get_width (widget), y = ((float) gtk_widget_get_height (widget) - high) / 2;
  /* As wide as there is room, so that a narrow card still shows all of it. */
  float gap = CLAMP ((width - 2 * MARGIN - (float) n * place) / (float) (n - 1), LEAST_GAP * zoom, MOST_GAP * zoom);
  float scale = MIN (1, (width - 2 * MARGIN) / ((float) n * place + (float) (n - 1) * gap));
  float x = (width / scale - (float) n * place - (float) (n - 1) * gap) / 2;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, y + high * (1 - scale) / 2));
  gtk_snapshot_scale (snapshot, scale, scale);
  for (guint i = 0; i < n; i++, x += place + gap)
    {
      Protocol protocol = i == 0 ? picture->left : picture->right;

      draw_place (self, snapshot, x, 0, picture->letters[i]);
      if (i + 1 < n && protocol != PROTOCOL_NONE)
        draw_line (self, snapshot, x + place, x + place + gap, high / 2, i);
    }
  gtk_snapshot_restore (snapshot);
}

static void
pr_lesson_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  int height = palette_scaled (widget, HEIGHT);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 90 : height;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 220 : height;
}

static void
pr_lesson_picture_class_init (PrLessonPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = pr_lesson_picture_snapshot;
  widget_class->measure = pr_lesson_picture_measure;
  gtk_widget_class_set_css_name (widget_class, "lessonpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
pr_lesson_picture_init (PrLessonPicture *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card-picture");
}

static const Picture *
find_picture (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (g_strcmp0 (pictures[i].kind, kind) == 0)
      return &pictures[i];
  return NULL;
}

gboolean
pr_lesson_picture_has (const char *kind)
{
  return find_picture (kind) != NULL;
}

GtkWidget *
pr_lesson_picture_new (const char *kind)
{
  PrLessonPicture *self = g_object_new (PR_TYPE_LESSON_PICTURE, NULL);

  self->picture = pr_lesson_picture_has (kind) ? find_picture (kind) : &plain;
  return GTK_WIDGET (self);
}
