/* Where the words stand that travel along a link: beside its other end rather than over the links and cards around it. */
#pragma once

#include "stage/curve.h"

/* The point of the curve that they belong to. t: from 0, at the server, to 1; they keep off the cards at both ends. */
graphene_point_t pill_point (const Curve *curve, float t);
/* How wide they may be there, on a stage of that width. wanted: how wide they would like to be. */
float pill_room (const Curve *curve, float t, float wanted, float stage_width);
/* Their box, which is no wider than that. */
graphene_rect_t pill_place (const Curve *curve, float t, float width, float height, float stage_width);
