"""Words of what was changed."""

# Whether a section has place and responsible apart.
COLUMNS = {
    True: "место и ответственные отдельно",
    False: "место и ответственные вместе",
}
