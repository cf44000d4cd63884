"""Near topics of two members, who may work together."""
