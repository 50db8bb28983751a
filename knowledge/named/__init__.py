"""What a question says in so many words (a name or two, a week, a resource, an order): read, not searched for."""
