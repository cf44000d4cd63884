"""A register that was brought and not applied yet is its bringer's."""

from rmo_web.household.files import passing

UPLOADS = passing("members_import")
