"""Заседания: from a month in the plan to signed minutes and assignments that were kept.

The meetings of a year come from its plan and follow it until somebody prepares them here. The
states (`rules.LIFE`; a test keeps them the same):

    planned   -> postponed postpone
    planned   -> invited   invite
    planned   -> held      hold
    planned   -> cancelled cancel
    postponed -> postponed postpone
    postponed -> invited   invite
    postponed -> held      hold
    postponed -> cancelled cancel
    invited   -> postponed postpone
    invited   -> invited   invite
    invited   -> held      hold
    invited   -> cancelled cancel
    held      -> invited   not_held
    held      -> drafted   draft
    drafted   -> signed    sign
    signed    -> drafted   correct
    cancelled -> planned   restore
"""

PARTS = ("year", "agenda", "invitations", "attendance", "minutes", "assignments", "record")
