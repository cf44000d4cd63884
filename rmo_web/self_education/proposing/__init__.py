"""A topic is chosen: title and years, with what others have chosen before."""
