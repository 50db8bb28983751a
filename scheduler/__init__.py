"""Works out what is due and writes it to the outbox; sends nothing. Grows with the daily task."""
