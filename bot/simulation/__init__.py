"""A whole community on a virtual clock: real planner, real outbox, real conversation, people who are made up."""
