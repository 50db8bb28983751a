"""How well the signals notice that somebody is stuck: made-up learners whose stuck weeks are known."""
