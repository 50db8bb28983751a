"""The ports in SQL; the only place that knows SQL."""
