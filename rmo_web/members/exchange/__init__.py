"""The register to Excel and back."""
