"""Заседания: from a month in the plan to signed minutes and assignments that were kept.

The meetings of a year come from its plan and follow it until somebody prepares them here. The
states (`rules.LIFE`; a test keeps them the same):

    planned   -> invited    invite
    planned   -> held       hold
    planned   -> postponed  postpone
    planned   -> cancelled  cancel
    postponed -> invited    invite
    postponed -> held       hold
    postponed -> postponed  postpone
    postponed -> cancelled  cancel
    invited   -> invited    invite
    invited   -> held       hold
    invited   -> postponed  postpone
    invited   -> cancelled  cancel
    held      -> invited    not_held
    held      -> drafted    draft
    drafted   -> signed     sign
    signed    -> drafted    correct
    cancelled -> planned    restore
"""

PARTS = ("year", "agenda", "invitations", "attendance", "minutes", "assignments")
