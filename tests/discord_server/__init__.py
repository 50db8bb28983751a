"""A Discord of our own on 127.0.0.1: its REST and gateway over real sockets, and a door to act as its people."""
