"""What each command of `trailmate` does; imported only when it is run."""
