"""A table that was brought and not entered yet is its bringer's."""

from rmo_web.household.files import passing

UPLOADS = passing("self_education_import")
