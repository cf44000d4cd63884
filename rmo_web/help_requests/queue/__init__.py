"""The requests that wait: tabs, filters, search; and whoever has asked finds her own."""
