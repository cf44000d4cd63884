"""The register as a list, searched and filtered."""
