"""What a question names (a note, two of them, a week, a resource, a place in the order): read, not searched for."""
