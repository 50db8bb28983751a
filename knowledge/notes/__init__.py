"""The curated notes: their schema, how a file becomes a note, and the curriculum they form."""
