"""The conversation: a request comes in, a reply goes out. No platform, no SQL, no clock."""
